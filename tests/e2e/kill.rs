//! The promise: what was shown as saved is there after the browser was killed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::page::{Page, entry_text};
use crate::stage::{Dice, Stage};
use crate::{Fallible, Skipped, browser, ensure, is_soak};

const ME: &str = "Kim Long";

/// How many entries are acknowledged in each round before the kill may come: ten thousand in 200 rounds.
const ENOUGH: usize = 50;

/// Entries are typed without pause and the marks read between them, until the browser is killed at a random moment; all that
/// was seen as saved must be there in the next browser, on the medium and on the page.
pub async fn no_acknowledged_entry_is_lost_to_a_kill(stage: Rc<Stage>) -> Fallible {
    let kills = if is_soak() { 200 } else { 25 };
    let mut dice = Dice::new();
    let mut page = stage.open().await?;
    let (mut acknowledged, mut typed, mut least) = (BTreeSet::new(), 0, usize::MAX);
    for kill in 0..kills {
        page.visit_as(ME, "/").await?;
        let title = format!("Kill {kill}");
        page.declare(&title).await?;
        let path = page.path().await?;
        let round = type_until_killed(&page, &format!("k{kill:03}"), &mut dice).await?;
        page.browser().forget().await;

        page = stage.open().await?;
        page.visit_as(ME, &path).await?;
        page.is_in_room(&title).await?;
        check(&page, &round, kill).await?;
        typed += round.typed;
        least = least.min(round.acknowledged.len());
        acknowledged.extend(round.acknowledged);
    }
    // What was there after its own kill is there after all the others, each once.
    let stored = entries(&page, "").await?;
    let lost = acknowledged.iter().filter(|entry| !stored.contains(entry)).count();
    stage.note(format!(
        "{kills} kills, {typed} entries typed, {} seen as saved before a kill ({least} or more each time), {lost} lost",
        acknowledged.len()
    ));
    ensure!(lost == 0, "{lost} entries were lost by later kills");
    ensure!(stored.len() == stored.iter().collect::<BTreeSet<_>>().len(), "an entry is stored twice");
    Ok(())
}

struct Round {
    prefix: String,
    typed: usize,
    acknowledged: BTreeSet<String>,
}

/// Types and reads until enough is acknowledged, and goes on until the browser is killed at some moment after that.
async fn type_until_killed(page: &Page, prefix: &str, dice: &mut Dice) -> Fallible<Round> {
    let mut round = Round { prefix: prefix.to_owned(), typed: 0, acknowledged: BTreeSet::new() };
    while round.acknowledged.len() < ENOUGH {
        type_some(page, &mut round, dice).await?;
    }
    let moment = Duration::from_micros(dice.between(0, 400_000));
    let is_killed = Arc::new(AtomicBool::new(false));
    let killing = std::thread::spawn({
        let (killer, is_killed) = (page.browser().killer(), Arc::clone(&is_killed));
        move || {
            std::thread::sleep(moment);
            is_killed.store(true, Ordering::Release);
            killer.kill();
        }
    });
    let ended = loop {
        if let Err(error) = type_some(page, &mut round, dice).await {
            break error;
        }
    };
    let is_killed = is_killed.load(Ordering::Acquire);
    killing.join().map_err(|_| "the killing thread panicked")?;
    ensure!(is_killed, "before the kill: {ended}");
    Ok(round)
}

async fn type_some(page: &Page, round: &mut Round, dice: &mut Dice) -> Fallible {
    for _ in 0..dice.between(1, 6) {
        let filler = dice.between(0, 300) as usize;
        page.say_quickly(&format!("{}-{:05} {}", round.prefix, round.typed, dice.letters(filler))).await?;
        round.typed += 1;
    }
    let saved = page.texts_marked("saved").await?;
    round.acknowledged.extend(saved.iter().filter(|text| text.starts_with(&round.prefix)).map(|text| name(text)));
    Ok(())
}

async fn check(page: &Page, round: &Round, kill: usize) -> Fallible {
    let stored = entries(page, &round.prefix).await?;
    let lost: Vec<&String> = round.acknowledged.iter().filter(|entry| !stored.contains(entry)).collect();
    ensure!(lost.is_empty(), "kill {kill} lost {} entries that were shown as saved: {lost:?}", lost.len());
    let shown: Vec<String> = page.texts_marked("saved").await?.iter().map(|text| name(text)).collect();
    let hidden: Vec<&String> = stored.iter().filter(|entry| !shown.contains(entry)).collect();
    ensure!(hidden.is_empty(), "after kill {kill} these are stored and not shown: {hidden:?}");
    ensure!(stored.len() == stored.iter().collect::<BTreeSet<_>>().len(), "after kill {kill} an entry is there twice");
    Ok(())
}

/// The names of the stored entries that begin so.
async fn entries(page: &Page, prefix: &str) -> Fallible<Vec<String>> {
    let revisions = page.stored(prefix).await?;
    let texts = revisions.iter().filter_map(entry_text);
    // An id may hold the prefix by chance.
    Ok(texts.filter(|text| text.starts_with(prefix) && text.starts_with('k')).map(|text| name(&text)).collect())
}

/// An entry's first word, which nothing else begins with.
fn name(text: &str) -> String {
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// A kill of the browser leaves what the operating system was given; a kill of the machine leaves what was synced. Counts
/// the syncs of the database's files while entries are said one after the other.
pub async fn every_acknowledged_commit_was_synced(stage: Rc<Stage>) -> Fallible {
    const COMMITS: usize = 50;
    let ledger = Ledger::open(stage.folder())?;
    let page = stage.open_with("profile", &ledger.program).await?;
    page.visit_as(ME, "/").await?;
    page.declare("Ledger").await?;
    page.is_all_saved().await?;

    // Typing alone is journalled without a sync: the ledger tells one from the other.
    let before = ledger.syncs()?;
    for number in 0..COMMITS {
        page.insert(&format!("{number} ")).await?;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let for_journal = ledger.syncs()? - before;
    page.enter().await?;
    page.is_all_saved().await?;

    let before = ledger.syncs()?;
    for number in 0..COMMITS {
        page.say_and_wait(&format!("entry {number}")).await?;
    }
    let syncs = ledger.syncs()? - before;
    let ratio = syncs as f64 / COMMITS as f64;
    stage.note(format!("{syncs} syncs for {COMMITS} acknowledged commits: {ratio:.2}; {for_journal} for typing alone"));
    ensure!(syncs >= COMMITS, "{syncs} syncs for {COMMITS} acknowledged commits");
    Ok(())
}

/// The syncs of the database's files by a browser that is started under `strace`.
struct Ledger {
    program: PathBuf,
    log: PathBuf,
}

impl Ledger {
    fn open(folder: &Path) -> Fallible<Self> {
        let skipped = |why: &str| Err(Skipped(format!("{why}, so syncs cannot be counted")).into());
        match Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output() {
            Err(_) => return skipped("there is no strace"),
            Ok(output) if !output.status.success() => return skipped("strace is not permitted"),
            Ok(_) => {}
        }
        let Some(chromium) = browser::chromium() else { return skipped("CHROMIUM is not set") };
        let (program, log) = (folder.join("browser-under-strace"), folder.join("syncs"));
        // Only these calls are stopped at, so that the browser keeps nearly all of its speed.
        let script = format!(
            "#!/bin/sh\nexec strace -f -y --seccomp-bpf -e trace=fsync,fdatasync -o '{}' '{chromium}' \"$@\"\n",
            log.display()
        );
        std::fs::write(&program, script)?;
        Command::new("chmod").arg("+x").arg(&program).status()?;
        Ok(Self { program, log })
    }

    /// How many there were until now.
    fn syncs(&self) -> Fallible<usize> {
        let log = std::fs::read_to_string(&self.log)?;
        Ok(log.lines().filter(|line| line.contains("/IndexedDB/") && line.contains("sync(")).count())
    }
}
