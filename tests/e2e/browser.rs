//! One chromedriver, and browsers that can be killed without it. A Firefox has a geckodriver to itself, which serves no two.
//!
//! A browser shares the process group of chromedriver and of this test, so it is never killed by group: its processes are
//! those that name its profile folder on their command lines.

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::command::Command as Order;
use thirtyfour::session::handle::SessionHandle;
use thirtyfour::{Capabilities, WebDriver};

use crate::{Fallible, Skipped};

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, and whatever is made of it.
    Chromium,
    /// Firefox, which speaks WebDriver and no DevTools protocol.
    Firefox,
}

/// A running chromedriver or geckodriver.
pub struct Driver {
    process: Child,
    address: String,
    /// Where browsers put their sockets; those that are killed leave them behind.
    _scratch: TempDir,
}

impl Driver {
    /// Starts the driver of that browser on a port of its own choosing.
    pub fn start(kind: Kind) -> Fallible<Self> {
        let (variable, program, announcement) = match kind {
            Kind::Chromium => ("CHROMEDRIVER", "chromedriver", "started successfully on port "),
            Kind::Firefox => ("GECKODRIVER", "geckodriver", "Listening on 127.0.0.1:"),
        };
        let program = named(variable).unwrap_or_else(|| program.to_owned());
        let scratch = tempfile::Builder::new().prefix("stillpoint-e2e-scratch-").tempdir()?;
        let mut process = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program} does not start: {error}"))?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the driver has no output")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = line.split_once(announcement)?.1.trim_end_matches('.').to_owned();
            port.parse::<u16>().ok()
        });
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let Some(port) = port else {
            let _ = process.kill();
            return Err(format!("{program} ended without naming its port").into());
        };
        Ok(Self { process, address: format!("http://127.0.0.1:{port}"), _scratch: scratch })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An environment variable that says something.
fn named(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// The browser's program.
pub fn chromium() -> Option<String> {
    named("CHROMIUM")
}

/// Firefox's program, and whether its driver can be started as well.
fn firefox() -> Fallible<String> {
    let on_path = |name: &str| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file())
    };
    let found = |variable: &str, names: &[&str]| {
        let on_path = || names.iter().find_map(|name| on_path(name)).map(|path| path.display().to_string());
        named(variable).or_else(on_path)
    };
    let is_driven = found("GECKODRIVER", &["geckodriver"]).is_some();
    let program = found("STILLPOINT_FIREFOX", &["firefox", "firefox-esr"]).filter(|_| is_driven);
    program.ok_or_else(|| Skipped("there is no Firefox with a geckodriver on this machine".to_owned()).into())
}

/// A running browser with a profile folder of its own.
pub struct Browser {
    handle: Arc<SessionHandle>,
    profile: PathBuf,
    kind: Kind,
    /// True once it was killed: another may run on the same profile then.
    is_gone: Cell<bool>,
    /// The driver of a Firefox.
    _driver: Option<Driver>,
}

impl Browser {
    /// Starts a browser on that profile, which may be new or left behind by one that was killed.
    pub async fn start(driver: &Driver, profile: &Path, program: Option<&str>) -> Fallible<Self> {
        let mut options = json!({
            "args": [
                "--headless=new",
                // Continuous integration runs as root or in a container, where the sandbox does not start.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                // A mouse, which a browser without a screen does not find.
                "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
                format!("--user-data-dir={}", profile.display()),
            ],
        });
        if let Some(program) = program.map(str::to_owned).or_else(chromium) {
            options["binary"] = program.into();
        }
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "accept",
        });
        Self::begin(&driver.address, wanted, profile, Kind::Chromium, None).await
    }

    /// Starts a Firefox on that profile, which hands files out into that folder.
    pub async fn start_firefox(profile: &Path, downloads: &Path) -> Fallible<Self> {
        let program = firefox()?;
        std::fs::create_dir_all(profile)?;
        let driver = Driver::start(Kind::Firefox)?;
        let wanted = json!({
            "browserName": "firefox",
            "unhandledPromptBehavior": "accept",
            "moz:firefoxOptions": {
                "binary": program,
                "args": ["-headless", "--profile", profile, "--width", "1280", "--height", "900"],
                "prefs": {
                    "browser.download.folderList": 2,
                    "browser.download.dir": downloads,
                    "browser.download.always_ask_before_handling_new_types": false,
                    // Tab goes to links as well, as it does elsewhere than on a Mac.
                    "accessibility.tabfocus": 7,
                    // Its list of downloads would take the focus.
                    "browser.download.alwaysOpenPanel": false,
                    // A mouse, which Firefox without a screen does not find.
                    "ui.primaryPointerCapabilities": 6,
                    "ui.allPointerCapabilities": 6,
                },
            },
        });
        let address = driver.address.clone();
        Self::begin(&address, wanted, profile, Kind::Firefox, Some(driver)).await
    }

    async fn begin(address: &str, wanted: Value, profile: &Path, kind: Kind, driver: Option<Driver>) -> Fallible<Self> {
        let Value::Object(wanted) = wanted else { return Err("capabilities are an object".into()) };
        let wanted = wanted.into_iter().fold(Capabilities::new(), |mut all, (name, value)| {
            let _ = all.set(&name, value);
            all
        });
        let session = WebDriver::builder(address, wanted).request_timeout(Duration::from_secs(60)).await;
        let session = match session {
            Ok(session) => session,
            Err(error) => {
                kill(&processes_of(profile));
                return Err(format!("no browser: {error}").into());
            }
        };
        let handle = Arc::clone(session.handle());
        // A dropped session would block this thread to be ended; ours is ended by hand.
        let _ = session.leak();
        Ok(Self { handle, profile: profile.to_owned(), kind, is_gone: Cell::new(false), _driver: driver })
    }

    /// The WebDriver session.
    pub fn handle(&self) -> &Arc<SessionHandle> {
        &self.handle
    }

    /// Which browser it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// True once it was killed.
    pub fn is_gone(&self) -> bool {
        self.is_gone.get()
    }

    /// Who can kill this browser, also from another thread.
    pub fn killer(&self) -> Killer {
        Killer { processes: processes_of(&self.profile), profile: self.profile.clone() }
    }

    /// Kills the browser as a crash does, at once and without a word to the page.
    pub async fn kill(&self) {
        if !self.is_gone.get() {
            self.killer().kill();
        }
        self.forget().await;
    }

    /// Has chromedriver forget a browser that was killed.
    pub async fn forget(&self) {
        if self.is_gone.replace(true) {
            return;
        }
        let _ = tokio::time::timeout(Duration::from_secs(10), self.handle.cmd(Order::DeleteSession)).await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.is_gone.get() {
            kill(&processes_of(&self.profile));
        }
    }
}

/// The processes of one browser, looked up beforehand so that the moment of the kill is the moment it is asked for.
pub struct Killer {
    processes: Vec<u32>,
    profile: PathBuf,
}

impl Killer {
    /// SIGKILL, and returns once no process of that browser is left.
    pub fn kill(&self) {
        kill(&self.processes);
        let started = Instant::now();
        loop {
            let left = processes_of(&self.profile);
            if left.is_empty() || started.elapsed() > Duration::from_secs(10) {
                return;
            }
            kill(&left);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn kill(processes: &[u32]) {
    if !processes.is_empty() {
        let ids: Vec<String> = processes.iter().map(u32::to_string).collect();
        let order = format!("kill -9 {}", ids.join(" "));
        let _ = Command::new("sh").args(["-c", &order]).stderr(Stdio::null()).status();
    }
}

/// The processes that name the profile on their command lines.
fn processes_of(profile: &Path) -> Vec<u32> {
    // Chromium names it in one word and Firefox in a word of its own.
    let argument = profile.display().to_string();
    let Ok(folder) = std::fs::read_dir("/proc") else { return listed_processes_of(&argument) };
    let ids = folder.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let names_it = |id: &u32| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        line.split(|byte| matches!(byte, 0 | b' ' | b'=')).any(|word| word == argument.as_bytes())
    };
    ids.filter(names_it).collect()
}

/// The same where there is no `/proc`.
fn listed_processes_of(argument: &str) -> Vec<u32> {
    let Ok(output) = Command::new("ps").args(["-axo", "pid=,command="]).output() else { return Vec::new() };
    let listing = String::from_utf8_lossy(&output.stdout).into_owned();
    let of_line = |line: &str| {
        let (id, command) = line.trim().split_once(' ')?;
        command.contains(argument).then(|| id.parse().ok())?
    };
    listing.lines().filter_map(of_line).collect()
}
