//! Runs a server as a child process, and reads what it takes.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command},
    time::{Duration, Instant},
};

use crate::Result;

/// Is a running server; it is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the server of that name, and waits until it accepts connections.
    pub(crate) fn start(name: &str, folder: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(env::current_exe()?);
        let child = command.args(["serve", name, &port.to_string()]).arg(folder).env("LOG", "off").spawn()?;
        let server = Self { child, address: (Ipv4Addr::LOCALHOST, port).into() };
        let started = Instant::now();
        while TcpStream::connect(server.address).is_err() {
            if started.elapsed() > Duration::from_secs(10) {
                return Err(format!("{name} does not start").into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// Returns a size from the process's status, in KiB: `VmRSS` or `VmHWM`.
    pub(crate) fn memory(&self, name: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such line")?;
        Ok(line.split_whitespace().nth(1).ok_or("no size")?.parse()?)
    }

    /// Forgets the peak of the memory.
    pub(crate) fn forget_peak(&self) -> Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }

    /// Returns the seconds of CPU that the process has taken.
    pub(crate) fn cpu(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').ok_or("no name")?.1;
        let ticks: Vec<f64> =
            after_name.split_whitespace().skip(11).take(2).map(str::parse).collect::<std::result::Result<_, _>>()?;
        // The kernel counts in hundredths of a second, whatever it schedules by.
        Ok(ticks.iter().sum::<f64>() / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which a measurement has noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
