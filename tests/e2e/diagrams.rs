//! The diagrams that go out, read and drawn by Mermaid itself, whatever the texts in them hold.

use std::rc::Rc;

use serde_json::{Value, json};
use stillpoint::domain::id::{RecordId, ScopeId, WriterId};
use stillpoint::domain::time::Instant;
use stillpoint::domain::zone::Utc;
use stillpoint::log::canonical::Object;
use stillpoint::log::{Draft, Log, Reading, Writer, read};
use stillpoint::text::export::Sheet;
use stillpoint::text::postmortem::mermaid;

use crate::page::Page;
use crate::stage::Stage;
use crate::{Fallible, Skipped, ensure};

/// Texts that mean something to Mermaid.
const HOSTILE: [&str; 16] = [
    "title end section gantt timeline",
    "section x",
    "a : b : c",
    "a; b # c %% d",
    "%%{init: {'theme': 'dark'}}%%",
    "---\ntitle: x\n---",
    "done, crit, after a1, 2026-11-18",
    ":milestone, m1, 0d",
    "click a href \"javascript:alert(1)\"",
    "<b onclick=x>&lt;&#35;&colon;</b>",
    "dateFormat X\naxisFormat %s\ntickInterval 1s\nexcludes weekends",
    "accTitle: x\naccDescr { y }",
    "\"quoted\" 'single' `code` $$x^2$$ ~~~ \\n",
    "🙂 مرحبا \u{202e}backwards\u{202c} \u{200b}",
    "",
    "#59; #quot; fa:fa-ban",
];

pub async fn mermaid_reads_what_was_written_whatever_the_text_holds(stage: Rc<Stage>) -> Fallible {
    let path = std::env::var("STILLPOINT_MERMAID").unwrap_or_default();
    if path.is_empty() {
        let why = "STILLPOINT_MERMAID does not say where Mermaid is (scripts/setup mermaid)";
        return Err(Box::new(Skipped(why.to_owned())));
    }
    let source = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let page = stage.open().await?;
    page.devtools("Page.navigate", json!({"url": "about:blank"})).await?;
    evaluate(&page, &format!("{source}; mermaid.initialize({{ startOnLoad: false }}); true")).await?;
    let is_read = read_by_mermaid(&page, "gantt\n    section a : b : c\n    : : :\n").await?;
    ensure!(is_read.is_some(), "Mermaid reads what is no diagram");
    let injections = include_str!("../fixtures/injections.txt").lines();
    let mut texts: Vec<&str> = HOSTILE.to_vec();
    texts.extend(injections.step_by(7));
    for text in &texts {
        check(&page, &[text]).await?;
    }
    check(&page, &texts).await?;
    check(&page, &[]).await
}

/// Has both diagrams of an incident with these texts read and drawn.
async fn check(page: &Page, texts: &[&str]) -> Fallible {
    let reading = incident(texts);
    let title = texts.first().copied().unwrap_or_default();
    let sheet = Sheet { reading: &reading, name: Some("INC-42"), zone: &Utc, zone_name: title };
    for diagram in [mermaid::timeline_of(&sheet), mermaid::gantt(&sheet)] {
        if let Some(why) = read_by_mermaid(page, &diagram).await? {
            return Err(format!("{texts:?}: {why}\n{diagram}").into());
        }
    }
    Ok(())
}

/// Why Mermaid does not read and draw it; nothing where it does.
async fn read_by_mermaid(page: &Page, diagram: &str) -> Fallible<Option<String>> {
    let diagram = serde_json::to_string(diagram)?;
    let script = format!(
        "mermaid.parse({diagram}).then(() => mermaid.render('drawn', {diagram}))\
             .then(({{ svg }}) => svg.includes('<svg') ? null : 'nothing is drawn', (error) => String(error))"
    );
    Ok(evaluate(page, &script).await?.as_str().map(str::to_owned))
}

async fn evaluate(page: &Page, expression: &str) -> Fallible<Value> {
    let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
    let mut answer = page.devtools("Runtime.evaluate", asked).await?;
    if let Some(details) = answer.get("exceptionDetails") {
        return Err(format!("Mermaid failed: {details}").into());
    }
    Ok(answer["result"]["value"].take())
}

/// An incident in which each of these is a title, a severity, an impact and a starred entry.
fn incident(texts: &[&str]) -> Reading {
    let scope = ScopeId::from_bits(7);
    let mut writer = Writer::new(WriterId::from_bits(9));
    let mut log = Log::default();
    let mut records = 0;
    let mut minute = 0;
    let mut write = |kind: &str, body: Value| {
        records += 1;
        let body: Object = body.as_object().cloned().unwrap_or_default();
        let (record, kind) = (RecordId::from_bits(records), kind.to_owned());
        let (parents, purges) = (vec![], vec![]);
        let author = "dana".to_owned();
        log.add(writer.write(Draft { scope, record, kind, parents, author, purges, body }, Instant::EPOCH));
    };
    for text in texts {
        write("incident", json!({"number": 42, "title": text}));
        for (kind, member, value) in [
            ("note", "", ""),
            ("severity", "severity", *text),
            ("impact", "impact", "began"),
            ("phase", "phase", "mitigated"),
        ] {
            minute += 1;
            let at = format!("2026-11-18T{:02}:{:02}Z", 10 + minute / 60, minute % 60);
            let mut body = json!({
                "kind": kind, "text": text, "by": text, "who": text, "share": text, "star": true,
                "logged_at": "2026-11-18T14:00:00Z", "occurred": {"at": at, "about": minute % 2 == 0}
            });
            if !member.is_empty() {
                body[member] = json!(value);
            }
            write("entry", body);
        }
    }
    read(&log, scope)
}
