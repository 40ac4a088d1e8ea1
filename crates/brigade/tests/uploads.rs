//! What becomes of uploads that clients leave, and of those for which there is no room.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]
#![expect(clippy::disallowed_methods, reason = "servers of tests are threads")]

use std::{
    env, fs,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use brigade::{App, Bytes, Result, ServerOptions, UploadFile, post, routes, testing::TestClient};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

const MIB: usize = 1024 * 1024;

/// Takes a form with a file and a text after it.
#[post("/upload")]
async fn upload(mut file: UploadFile, #[form] text: String) -> Result<String> {
    file.seek(file.size() - 3);
    let last = file.read(10).await?;
    Ok(format!("{text} {}", last.escape_ascii()))
}

/// Takes the file in memory.
#[post("/bytes")]
async fn bytes(#[file] file: Bytes, #[form] text: String) -> String {
    format!("{text} {}", file[file.len() - 3..].escape_ascii())
}

fn app() -> App {
    App::new("Uploads").routes(routes![upload, bytes])
}

fn form(file_bytes: usize) -> Vec<u8> {
    let mut form = b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n".to_vec();
    form.resize(form.len() + file_bytes, b'x');
    form.extend_from_slice(b"\r\n--x\r\nContent-Disposition: form-data; name=text\r\n\r\nwell\r\n--x--\r\n");
    form
}

/// Serves the application for as long as the tests run.
fn serve() -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let options = ServerOptions { port: free.port(), workers: Some(1), access_log: false, ..ServerOptions::default() };
    thread::spawn(move || app().serve(options).unwrap());
    until("the server listens", || TcpStream::connect(free).is_ok());
    free
}

/// Begins an upload.
fn begin(address: SocketAddr, framing: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head =
        "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\n";
    stream.write_all(format!("{head}{framing}\r\n\r\n").as_bytes()).unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Counts the files that are open and have no name.
fn temporary_files() -> usize {
    let links = fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    links.filter(|link| link.to_string_lossy().ends_with("(deleted)")).count()
}

#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < PATIENCE, "{what}");
        thread::yield_now();
    }
}

#[test]
fn nothing_is_left_of_an_upload_whose_client_leaves() {
    const CLIENTS: usize = 10;
    let address = serve();
    let form = form(2 * MIB);
    let framing = format!("Content-Length: {}", form.len());
    for (percent, files) in [(0, 0), (50, CLIENTS), (99, CLIENTS)] {
        let sent = &form[..form.len() * percent / 100];
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let mut stream = begin(address, &framing);
                stream.write_all(sent).unwrap();
                stream
            })
            .collect();
        until("the uploads are on disk", || temporary_files() == files);
        drop(clients);
        until("the temporary files are closed", || temporary_files() == 0);
    }
    let mut stream = begin(address, &framing);
    stream.write_all(&form).unwrap();
    assert!(answer(stream).ends_with("\"well xxx\""));
    until("the temporary file is closed after the answer", || temporary_files() == 0);
}

#[test]
fn an_upload_is_as_long_as_its_framing_says() {
    let address = serve();
    let form = form(10);
    let short = format!("Content-Length: {}", form.len() - 3);
    let bytes: Vec<u8> = form.iter().flat_map(|byte| [b"1\r\n", &[*byte][..], b"\r\n"].concat()).collect();
    for (framing, body, status) in [
        (&*short, form.clone(), "400"),
        ("Content-Length: -1", form.clone(), "400"),
        ("Transfer-Encoding: chunked", [&bytes[..], b"0\r\n\r\n"].concat(), "200"),
    ] {
        let mut stream = begin(address, framing);
        stream.write_all(&body).unwrap();
        let answer = answer(stream);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{framing}: {answer}");
    }
}

/// Says to a process of this program what it is there for.
const CHILD: &str = "BRIGADE_UPLOADS";

/// Runs a test of this program in a process of its own, for which a shell has done what `prepare` says.
#[track_caller]
fn run_apart(test: &str, child: &str, prepare: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!(r#"{prepare}; exec "$0" --exact "$1""#)]);
    let done = shell.arg(env::current_exe().unwrap()).arg(test).env(CHILD, child).output().unwrap();
    assert!(done.status.success(), "{child}: {}", String::from_utf8_lossy(&done.stdout));
}

#[test]
fn a_large_upload_takes_little_memory() {
    if env::var_os(CHILD).is_none() {
        return run_apart("a_large_upload_takes_little_memory", "memory", "true");
    }
    let address = serve();
    let (small, large) = (form(3 * MIB), form(30 * MIB));
    let grown = |form: &[u8]| {
        // What was the most before is forgotten.
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = most_memory();
        let mut stream = begin(address, &format!("Content-Length: {}", form.len()));
        stream.write_all(form).unwrap();
        assert!(answer(stream).ends_with("\"well xxx\""));
        most_memory() - before
    };
    grown(&small);
    let grown = grown(&large);
    assert!(grown < MIB, "{grown} bytes");
}

/// Returns the most bytes of memory that this process had since that was last forgotten.
fn most_memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

/// Bytes that a file may have where there is little room.
const ROOM: usize = 2 * MIB;

#[test]
fn an_upload_without_room_is_507_and_the_next_one_works() {
    const TEST: &str = "an_upload_without_room_is_507_and_the_next_one_works";
    if let Some(reason) = env::var_os(CHILD) {
        return without_room(reason == "folder");
    }
    // What exceeds this limit fails as on a full disk, if the signal for it is ignored. It counts blocks of 512 bytes.
    run_apart(TEST, "size", &format!("trap '' XFSZ; ulimit -f {}", ROOM / 512));
    run_apart(TEST, "folder", "export TMPDIR=/a/folder/that/is/not/there");
}

/// Uploads more than there is room for, in a process in which there is little or none.
fn without_room(has_no_folder: bool) {
    let client = TestClient::new(app());
    let send = |path, file_bytes| {
        let request = client.post(path).header("content-type", "multipart/form-data; boundary=x");
        let answer = request.body(form(file_bytes)).send();
        until("nothing is left on disk", || temporary_files() == 0);
        (answer.status().as_u16(), answer.text().to_owned())
    };
    let full = (507, r#"{"detail":"Insufficient Storage"}"#.to_owned());
    let well = (200, r#""well xxx""#.to_owned());
    // The disk is full after 0, 1, 50 and 99 % of the upload.
    let too_large = if has_no_folder { &[2 * MIB][..] } else { &[ROOM * 7, ROOM * 2, ROOM * 100 / 99, ROOM + 1] };
    for &file_bytes in too_large {
        assert_eq!(send("/upload", file_bytes), full);
        assert_eq!(send("/bytes", file_bytes), well);
        let next = if has_no_folder { MIB - 1 } else { ROOM };
        assert_eq!(send("/upload", next), well);
    }
}
