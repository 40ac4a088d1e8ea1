//! Says what is measured, and how.

use std::{fs, path::PathBuf, time::Instant};

use crate::{Result, client::Client, process::Server};

/// Bytes of what is uploaded and downloaded.
const LARGE_BYTES: usize = 100 * 1000 * 1000;
/// Requests for little before that.
const REQUESTS_BEFORE: usize = 64;
/// How often it is.
const TRANSFERS: usize = 5;
/// Streams and sockets that are open at once: two processes of 20,000 descriptors have room for them.
const CONNECTIONS: usize = 10_000;

type Figures = Vec<(&'static str, f64)>;

/// Measures a server, by its name.
type Measure = fn(&str) -> Result<Figures>;

pub(crate) const MEASUREMENTS: [(&str, Measure); 5] =
    [("upload", upload), ("sink", sink), ("file", file), ("events", events), ("sockets", sockets)];

/// Multipart uploads that are kept in a temporary file, one after another.
fn upload(server: &str) -> Result<Figures> {
    let start = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.bin\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n";
    let form = |file: Vec<u8>| [start, &file[..], b"\r\n--x--\r\n"].concat();
    send("/upload", "Content-Type: multipart/form-data; boundary=x\r\n", form, server)
}

/// Bodies that are counted while they arrive.
fn sink(server: &str) -> Result<Figures> {
    send("/sink", "", |bytes| bytes, server)
}

fn send(path: &str, headers: &str, make: impl Fn(Vec<u8>) -> Vec<u8>, server: &str) -> Result<Figures> {
    let server = Server::start(server, &folder()?)?;
    let request = |bytes: usize| {
        let body = make(content(bytes));
        let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), &body].concat()
    };
    transfers(&server, &request(1000), &request(LARGE_BYTES))
}

/// Files, one after another.
fn file(server: &str) -> Result<Figures> {
    let server = Server::start(server, &folder()?)?;
    let request = |name: &str| format!("GET /static/{name} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes();
    transfers(&server, &request("small.bin"), &request("large.bin"))
}

/// Measures requests of one connection: how fast they go, and what they take of the server.
fn transfers(server: &Server, small: &[u8], large: &[u8]) -> Result<Figures> {
    let mut client = Client::connect(server.address)?;
    let mut exchange = |request: &[u8]| -> Result<()> {
        client.send(request)?;
        let (status, length) = client.head()?;
        if status != 200 {
            return Err(format!("answered {status}").into());
        }
        client.discard(length)
    };
    // brigade runs an `async fn` on its pool until it has seen some requests of it.
    for _ in 0..REQUESTS_BEFORE {
        exchange(small)?;
    }
    let memory = server.memory("VmRSS")?;
    server.forget_peak()?;
    // The first one fills the page cache.
    exchange(large)?;
    let (started, cpu) = (Instant::now(), server.cpu()?);
    for _ in 0..TRANSFERS {
        exchange(large)?;
    }
    let bytes = (LARGE_BYTES * TRANSFERS) as f64;
    Ok(vec![
        ("MB/s", bytes / 1e6 / started.elapsed().as_secs_f64()),
        ("CPU s for a GB", (server.cpu()? - cpu) / (bytes / 1e9)),
        ("peak MiB", (server.memory("VmHWM")? - memory) / 1024.0),
    ])
}

/// Streams of events that have begun and say nothing more.
fn events(server: &str) -> Result<Figures> {
    idle(server, "GET /events HTTP/1.1\r\nHost: a\r\n\r\n", |client| client.wait_for(b"data: \"hello\"\n\n"))
}

/// WebSockets that say nothing.
fn sockets(server: &str) -> Result<Figures> {
    let request = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    idle(server, request, |client| match client.head()? {
        (101, _) => Ok(()),
        (status, _) => Err(format!("answered {status}").into()),
    })
}

fn idle(server: &str, request: &str, begun: impl Fn(&mut Client) -> Result<()>) -> Result<Figures> {
    let server = Server::start(server, &folder()?)?;
    let open = || -> Result<Client> {
        let mut client = Client::connect_small(server.address)?;
        client.send(request.as_bytes())?;
        begun(&mut client)?;
        Ok(client)
    };
    // What the first ones cost is not the connections' own.
    drop((0..100).map(|_| open()).collect::<Result<Vec<_>>>()?);
    let memory = server.memory("VmRSS")?;
    let started = Instant::now();
    let clients = (0..CONNECTIONS).map(|_| open()).collect::<Result<Vec<_>>>()?;
    let seconds = started.elapsed().as_secs_f64();
    let memory = server.memory("VmRSS")? - memory;
    let count = clients.len() as f64;
    Ok(vec![("KiB a connection", memory / count), ("µs to open", seconds * 1e6 / count)])
}

/// Returns so many bytes, which have no delimiter of a form among them.
fn content(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|index| (index * 31 % 251) as u8).collect()
}

/// Returns a folder with a small and a large file.
fn folder() -> Result<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/transfers"));
    fs::create_dir_all(&folder)?;
    for (name, bytes) in [("small.bin", 1000), ("large.bin", LARGE_BYTES)] {
        let file = folder.join(name);
        if fs::metadata(&file).map_or(0, |metadata| metadata.len()) != bytes as u64 {
            fs::write(file, content(bytes))?;
        }
    }
    Ok(folder)
}
