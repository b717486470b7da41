//! Serves the built page to one test, as `scripts/server.mjs` does to people, from an origin of its own.
//!
//! By hand over the standard library: one thread and one answer a connection. tiny_http was tried and left about every third
//! page waiting for a script: its pool counts a thread as idle that has been given work already, and queues a connection
//! behind one that the browser keeps open.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::Fallible;

const TYPES: [(&str, &str); 10] = [
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonl", "application/jsonl"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("woff2", "font/woff2"),
];

/// A server on a free port of this machine. It keeps its origin until it is dropped, so storage survives the browser.
pub struct Server {
    address: String,
    origin: String,
    site: Arc<Site>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves the folder.
    pub fn start(dist: &Path) -> Fallible<Self> {
        let site = Arc::new(Site::new(dist)?);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let is_over = Arc::<AtomicBool>::default();
        let thread = std::thread::spawn({
            let (site, is_over) = (Arc::clone(&site), Arc::clone(&is_over));
            move || {
                for stream in listener.incoming().flatten() {
                    if is_over.load(Ordering::Acquire) {
                        return;
                    }
                    let site = Arc::clone(&site);
                    // A browser that was killed does not take its answer.
                    std::thread::spawn(move || site.serve(stream));
                }
            }
        });
        Ok(Self { origin: format!("http://{address}"), address, site, is_over, thread: Some(thread) })
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The name of the script that goes with the module; its hash changes with every build.
    pub fn module_script(&self) -> &str {
        &self.site.module_script
    }

    /// From now on, files whose names end so are not found.
    pub fn lose(&self, ending: &str) {
        self.site.lost.lock().unwrap_or_else(PoisonError::into_inner).push(ending.to_owned());
    }

    /// Paths of which something was asked for that is no part of the site, since [`Server::forget_asked`].
    pub fn unknown_asked(&self) -> Vec<String> {
        self.site.unknown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on.
    pub fn forget_asked(&self) {
        self.site.unknown.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// From now on, scripts whose paths begin so have this at their end.
    pub fn append(&self, beginning: &str, script: &str) {
        let added = (beginning.to_owned(), script.to_owned());
        self.site.added.lock().unwrap_or_else(PoisonError::into_inner).push(added);
    }

    /// All files are found again.
    pub fn find_all(&self) {
        self.site.lost.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // Wakes the thread that waits for a connection.
        let is_awake = TcpStream::connect(&self.address).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| is_awake) {
            let _ = thread.join();
        }
    }
}

struct Answer {
    status: &'static str,
    media_type: &'static str,
    caching: &'static str,
    bytes: Vec<u8>,
}

struct Site {
    dist: PathBuf,
    policy: String,
    module_script: String,
    lost: Mutex<Vec<String>>,
    added: Mutex<Vec<(String, String)>>,
    unknown: Mutex<Vec<String>>,
}

impl Site {
    fn new(dist: &Path) -> Fallible<Self> {
        let index = std::fs::read_to_string(dist.join("index.html"))
            .map_err(|error| format!("{} holds no built page: {error}", dist.display()))?;
        // The policy stands once, in index.html.
        let tag = index.split('<').find(|tag| tag.contains("Content-Security-Policy"));
        let policy = tag.and_then(|tag| Some(tag.split_once("content=\"")?.1.split_once('"')?.0));
        let policy = policy.ok_or("index.html states no content security policy")?;
        let names = std::fs::read_dir(dist)?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let module_script = names.into_iter().find(|name| name.starts_with("app-") && name.ends_with(".js"));
        Ok(Self {
            dist: dist.to_owned(),
            policy: policy.to_owned(),
            module_script: module_script.ok_or("the built page has no script of its module")?,
            lost: Mutex::default(),
            added: Mutex::default(),
            unknown: Mutex::default(),
        })
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let path = first.split(' ').nth(1).and_then(|target| target.split(['?', '#']).next()).unwrap_or_default();
        let is_page =
            matches!(path, "/" | "/data" | "/settings" | "/gallery" | "/favicon.ico") || path.starts_with("/incidents");
        if !is_page && !self.dist.join(path.trim_start_matches('/')).is_file() {
            self.unknown.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        }
        let answer = self.answer(path);
        let head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {}\r\n\
             Content-Security-Policy: {}; frame-ancestors 'none'\r\nCross-Origin-Opener-Policy: same-origin\r\n\
             Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            answer.status,
            answer.media_type,
            answer.bytes.len(),
            answer.caching,
            self.policy,
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(&answer.bytes)
    }

    /// The file of that path, or the page for what is not a file's name.
    fn answer(&self, path: &str) -> Answer {
        let relative = PathBuf::from(path.trim_start_matches('/'));
        let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let ending = relative.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let media_type = TYPES.iter().find(|(known, _)| *known == ending).map(|(_, media_type)| *media_type);
        let is_lost = self
            .lost
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|ending| path.ends_with(ending.as_str()));
        let (file, media_type) = match media_type {
            Some(media_type) => (self.dist.join(&relative), media_type),
            None => (self.dist.join("index.html"), "text/html; charset=utf-8"),
        };
        match std::fs::read(file) {
            Ok(mut bytes) if is_inside && !is_lost => {
                for (beginning, script) in self.added.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                    if ending == "js" && path.starts_with(beginning.as_str()) {
                        bytes.extend_from_slice(script.as_bytes());
                    }
                }
                let is_hashed = media_type != "text/html; charset=utf-8" && path.contains('-');
                let caching = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
                Answer { status: "200 OK", media_type, caching, bytes }
            }
            _ => Answer {
                status: "404 Not Found",
                media_type: "text/plain; charset=utf-8",
                caching: "no-cache",
                bytes: b"Not found\n".to_vec(),
            },
        }
    }
}
