//! Nothing leads out of a directory that is served, however it is spelt and whatever is in it.
#![cfg(unix)]

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use brigade::{App, File, StaticFiles, get, routes, testing::TestClient};
use tempfile::TempDir;

/// Is what no client may see.
const SECRET: &str = "the secret";

/// Makes a directory to be served, `public`, beside others that are not; everything outside is secret.
fn grounds() -> TempDir {
    let grounds = tempfile::tempdir().expect("a test can make a directory");
    let at = |path: &str| grounds.path().join(path);
    for directory in ["public/sub", "public/.git", "public/.well-known", "outside", "public_too"] {
        fs::create_dir_all(at(directory)).unwrap();
    }
    for path in ["secret.txt", "outside/secret.txt", "public_too/secret.txt", "public/.env", "public/.git/config"] {
        fs::write(at(path), SECRET).unwrap();
    }
    for path in ["public/file.txt", "public/sub/file.txt", "public/.well-known/security.txt"] {
        fs::write(at(path), "for all").unwrap();
    }
    for (target, link) in [
        (Path::new("file.txt"), "public/link_in"),
        (Path::new("../file.txt"), "public/sub/link_up"),
        (Path::new("sub"), "public/link_to_sub"),
        (Path::new("../secret.txt"), "public/link_out"),
        (Path::new("../public/file.txt"), "public/link_out_and_in"),
        (&at("secret.txt"), "public/link_absolute"),
        (Path::new("../outside"), "public/link_to_outside"),
        (Path::new("/proc/self/cwd"), "public/link_magic"),
        (Path::new("/dev/zero"), "public/link_device"),
        (Path::new("loop"), "public/loop"),
        (Path::new("nowhere"), "public/dangling"),
    ] {
        symlink(target, at(link)).unwrap();
    }
    drop(UnixListener::bind(at("public/socket")).unwrap());
    assert!(Command::new("mkfifo").arg(at("public/fifo")).status().unwrap().success());
    grounds
}

fn public(grounds: &TempDir) -> PathBuf {
    grounds.path().join("public")
}

fn client(files: StaticFiles) -> TestClient {
    TestClient::new(App::new("Public").static_files("/static", files)).without_redirects()
}

#[test]
fn what_is_no_plain_file_beneath_the_directory_is_not_found() {
    let grounds = grounds();
    let by_files = client(StaticFiles::new(public(&grounds)));
    let by_pages = client(StaticFiles::new(public(&grounds)).html());
    for (path, status) in [
        ("file.txt", 200),
        ("sub/file.txt", 200),
        ("link_in", 200),
        ("sub/link_up", 200),
        ("link_to_sub/file.txt", 200),
        (".well-known/security.txt", 200),
        ("link_out", 404),
        // What it leads to would be fine; the way there is outside.
        ("link_out_and_in", 404),
        ("link_absolute", 404),
        ("link_to_outside/secret.txt", 404),
        ("link_magic/Cargo.toml", 404),
        ("link_device", 404),
        ("loop", 404),
        ("dangling", 404),
        ("fifo", 404),
        ("socket", 404),
        ("sub", 404),
        ("sub/", 404),
        ("", 404),
        (".env", 404),
        (".git/config", 404),
        ("file.txt/", 404),
        ("file.txt/x", 404),
    ] {
        for client in [&by_files, &by_pages] {
            let answer = client.get(&format!("/static/{path}")).send();
            assert_eq!(answer.status(), status, "{path}");
            assert!(!answer.text().contains(SECRET), "{path}");
        }
    }
    let trusting = client(StaticFiles::new(public(&grounds)).follow_links().hidden_files());
    for path in ["link_out", "link_absolute", "link_to_outside/secret.txt", ".env", ".git/config"] {
        assert_eq!(trusting.get(&format!("/static/{path}")).send().text(), SECRET, "{path}");
    }
    for path in ["fifo", "socket", "loop", "link_device", "../secret.txt", "%2e%2e/secret.txt"] {
        assert_eq!(trusting.get(&format!("/static/{path}")).send().status(), 404, "{path}");
    }
}

/// Returns more than 200 spellings of paths that lead out of a directory, on one system or another.
fn spellings(outside: &Path) -> Vec<String> {
    let ups = [
        "..",
        "%2e%2e",
        ".%2e",
        "%2E.",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "%u002e%u002e",
        "..;",
        "...",
        "....//..",
        ".. ",
        "..%00",
        "%00..",
        "..%0a",
    ];
    let slashes = ["/", "//", "%2f", "%2F", "%5c", "\\", "%252f", "%c0%af", "/./", "/%2e/", "/sub/../", "/.%00/"];
    let mut spellings = Vec::new();
    for up in ups {
        for slash in slashes {
            spellings.push(format!("{up}{slash}secret.txt"));
            spellings.push(format!("sub{slash}{up}{slash}{up}{slash}secret.txt"));
        }
    }
    let outside = outside.to_str().expect("temporary directories have plain names");
    let encoded = outside.replace('/', "%2f");
    for before in [
        "",
        "/",
        "//",
        "%2f",
        "%2f%2f",
        "sub//",
        "./",
        "%2e%2f",
        "file://",
        "C:",
        "C:%5c",
        "%5c%5c",
        "%5c%5c%3f%5c",
        "~",
        "%00",
    ] {
        spellings.push(format!("{before}{outside}/secret.txt"));
        spellings.push(format!("{before}{encoded}%2fsecret.txt"));
    }
    for suffix in ["", "/", "%00", "%00.txt", "%20", ".", "::$DATA", "%5c", ";x", "/."] {
        spellings.push(format!("../secret.txt{suffix}"));
        spellings.push(format!(".env{suffix}"));
    }
    spellings
        .extend(["_too/secret.txt", "../public_too/secret.txt", "%2e%2e/public_too/secret.txt"].map(str::to_owned));
    spellings.push(format!("{}secret.txt", "../".repeat(40)));
    spellings.push(format!("{}etc/passwd", "%2e%2e%2f".repeat(40)));
    spellings.push("a".repeat(5_000));
    spellings.push("a/".repeat(2_500));
    spellings
}

#[get("/{path:path}")]
async fn by_operation(path: String, #[state] public: &PathBuf) -> File {
    File::beneath(public, path)
}

#[test]
fn no_spelling_of_a_path_leads_out() {
    let grounds = grounds();
    let spellings = spellings(grounds.path());
    assert!(spellings.len() > 200, "{}", spellings.len());
    let of_operation = App::new("Operation").state(public(&grounds)).routes(routes![by_operation]);
    let clients = [
        client(StaticFiles::new(public(&grounds))),
        client(StaticFiles::new(public(&grounds)).html()),
        client(StaticFiles::new(public(&grounds)).follow_links()),
        TestClient::new(App::new("Mounted").mount("/static", of_operation)),
    ];
    for spelling in spellings {
        for client in &clients {
            for target in [format!("/static/{spelling}"), format!("/static{spelling}")] {
                let answer = client.get(&target).send();
                assert_eq!(answer.status(), 404, "{target}: {}", String::from_utf8_lossy(answer.bytes()));
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whoever renames is a thread of its own")]
fn no_rename_leads_out_while_a_file_is_looked_for() {
    let grounds = grounds();
    let client = client(StaticFiles::new(public(&grounds)));
    let (inside, outside, place) =
        (grounds.path().join("inside"), grounds.path().join("link"), public(&grounds).join("place"));
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join("secret.txt"), "for all").unwrap();
    symlink("../outside", &outside).unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Relaxed) {
                for other in [&inside, &outside] {
                    fs::rename(other, &place).unwrap();
                    fs::rename(&place, other).unwrap();
                }
            }
        });
        let answers: Vec<_> = (0..1_000).map(|_| client.get("/static/place/secret.txt").send()).collect();
        // Before anything is compared: whoever renames would go on while a failed test waits for it.
        is_over.store(true, Relaxed);
        for answer in &answers {
            assert!(matches!(answer.status().as_u16(), 200 | 404), "{}", answer.status());
            assert!(!answer.text().contains(SECRET));
        }
        assert!(answers.iter().any(|answer| answer.status() == 200), "the directory was never in its place");
    });
}
