//! What one test has to itself: a server with an origin, browser profiles, a folder for downloads.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use tempfile::TempDir;

use crate::Fallible;
use crate::browser::{Browser, Driver, Kind};
use crate::page::Page;
use crate::server::Server;

/// The surroundings of one test.
pub struct Stage {
    name: &'static str,
    driver: Rc<Driver>,
    kind: Kind,
    server: Server,
    folder: TempDir,
    browsers: RefCell<Vec<Rc<Browser>>>,
    notes: RefCell<Vec<String>>,
}

impl Stage {
    /// An empty stage.
    pub fn new(name: &'static str, kind: Kind, driver: Rc<Driver>, dist: &Path) -> Fallible<Self> {
        Ok(Self {
            name,
            driver,
            kind,
            server: Server::start(dist)?,
            folder: tempfile::Builder::new().prefix("stillpoint-e2e-").tempdir()?,
            browsers: RefCell::default(),
            notes: RefCell::default(),
        })
    }

    /// The server of this test.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// A browser on this test's profile: a fresh one at first, the same one ever after.
    pub async fn open(&self) -> Fallible<Page> {
        self.open_profile("profile").await
    }

    /// A browser on the profile of that name.
    pub async fn open_profile(&self, profile: &str) -> Fallible<Page> {
        self.start(profile, None).await
    }

    /// A browser on the profile of that name, started by another program than usual.
    pub async fn open_with(&self, profile: &str, program: &Path) -> Fallible<Page> {
        self.start(profile, program.to_str()).await
    }

    async fn start(&self, profile: &str, program: Option<&str>) -> Fallible<Page> {
        self.browsers.borrow_mut().retain(|known| !known.is_gone());
        let (profile, downloads) = (self.folder.path().join(profile), self.folder.path().join("downloads"));
        let browser = match self.kind {
            Kind::Chromium => Browser::start(&self.driver, &profile, program).await?,
            Kind::Firefox => Browser::start_firefox(&profile, &downloads).await?,
        };
        let browser = Rc::new(browser);
        self.browsers.borrow_mut().push(Rc::clone(&browser));
        Page::new(browser, self.server.origin(), downloads).await
    }

    /// A folder of this test, deleted after it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Prints a line below the test's name.
    pub fn note(&self, line: impl Into<String>) {
        self.notes.borrow_mut().push(line.into());
    }

    /// What was noted.
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    /// What the browsers of a test that failed show.
    pub async fn take_pictures(&self) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e");
        let _ = std::fs::create_dir_all(&folder);
        let browsers = self.browsers.borrow().clone();
        let mut paths = Vec::new();
        for (number, browser) in browsers.iter().enumerate() {
            let path = folder.join(format!("{}-{number}.png", self.name.replace("::", "-")));
            let taken = tokio::time::timeout(Duration::from_secs(10), browser.handle().screenshot(&path)).await;
            if matches!(taken, Ok(Ok(()))) {
                paths.push(path);
            }
        }
        paths
    }

    /// The first errors on the consoles of its browsers, for a test that failed.
    pub async fn console(&self) -> Vec<String> {
        let browsers = self.browsers.borrow().clone();
        let mut lines = Vec::new();
        for browser in browsers.iter().filter(|browser| !browser.is_gone()) {
            let log = tokio::time::timeout(Duration::from_secs(10), browser.handle().browser_log()).await;
            if let Ok(Ok(log)) = log {
                lines.extend(log.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message)));
            }
        }
        lines.retain(|line| line.starts_with("SEVERE"));
        lines.dedup();
        lines.truncate(10);
        lines
    }

    /// Ends its browsers.
    pub async fn close(&self) {
        let browsers = std::mem::take(&mut *self.browsers.borrow_mut());
        for browser in browsers {
            browser.kill().await;
        }
    }
}

/// Random numbers for moments and texts. Not reproducible: what is being tested are accidents.
pub struct Dice(u64);

impl Dice {
    /// New dice.
    pub fn new() -> Self {
        use std::hash::{BuildHasher, Hasher, RandomState};
        Self(RandomState::new().build_hasher().finish() | 1)
    }

    /// A number from `low` to below `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.roll() % (high - low)
    }

    /// So many random characters of the 64 of base 64, which no storage can compress by much.
    pub fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        (0..count).map(|_| char::from(LETTERS[(self.roll() >> 32) as usize % 64])).collect()
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
