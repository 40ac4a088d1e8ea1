//! A server as a child process: its own threads, its own CPU clock, nothing learned before.

use std::{
    env, io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::machine::Moment;

/// A server that runs; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a server, in a control group if one is given, and waits until it accepts connections.
    ///
    /// # Errors
    ///
    /// When it does not within five seconds.
    pub(crate) fn start(rounds_per_us: u32, group: Option<&Path>) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = Command::new(env::current_exe()?);
        command.arg("serve").arg(port.to_string()).arg(rounds_per_us.to_string()).args(group);
        let log = if env::var_os("LOG").is_some() { Stdio::inherit() } else { Stdio::null() };
        let server = Self { child: command.stdin(Stdio::null()).stderr(log).spawn()?, address };
        let started = Instant::now();
        while let Err(error) = TcpStream::connect(address) {
            if started.elapsed() > Duration::from_secs(5) {
                return Err(error);
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Reads the CPU times of this moment.
    pub(crate) fn moment(&self) -> Moment {
        Moment::now(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It fails only if the server has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
