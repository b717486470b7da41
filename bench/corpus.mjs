// Markdown as incident reports are made of: authored here sentence by sentence, drawn the same in every run.

const SENTENCES = [
  "Checkout latency at the 99th percentile rose above two seconds, and a third of payments in `eu-west` failed.",
  "The **connection pool** was at its limit of 200 since 14:03; retries from the gateway doubled the load on it.",
  "Nobody was paged for *eleven minutes*, because the alert waited for five consecutive failures of a probe.",
  "We rolled back to [build 4711](https://ci.example.org/builds/4711) and restarted the workers one zone at a time.",
  "The dashboard at https://metrics.example.org/d/checkout?from=now-6h showed the queue growing from 14:01 on.",
  "A `SELECT … FOR UPDATE` without a timeout held its lock for as long as the client that had gone away.",
  "Kim objected that draining the queue first would ~~lose~~ delay messages, and was right.",
  "Customers saw \"Something went wrong\" & tried again, which made <2 % of them pay twice.",
  "The replica lagged by 90 s; reads were sent to the primary, and then the primary was slow as well.",
  "What helped was luck: Ravi had the old configuration open in a tab [^1] and knew what to look for.",
];
const HEADINGS = ["Summary", "Impact", "Timeline", "What happened", "Root causes", "What went well", "Follow-ups", "Evidence"];
const LINES = [
  "kubectl -n checkout rollout undo deployment/api --to-revision=41",
  "2026-11-18T14:03:22Z ERROR pool exhausted: 200/200 in use, 1,312 waiting (request_id=9f2c)",
  "ALTER TABLE payments ADD COLUMN region text NOT NULL DEFAULT 'eu';",
  "    at <anonymous> (/srv/app/node_modules/pg-pool/index.js:45:11)",
];

function random(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return (seed >>> 0) / 2 ** 32;
  };
}

/** A document of about that many characters. */
export function corpus(length) {
  const draw = random(42);
  const any = (list) => list[Math.floor(draw() * list.length)];
  const some = (least, most, make) => Array.from({ length: least + Math.floor(draw() * (most - least + 1)) }, (_, index) => make(index));
  const paragraph = () => some(2, 6, () => any(SENTENCES)).join(" ");
  const time = () => `14:${String(Math.floor(draw() * 60)).padStart(2, "0")}`;
  const blocks = [
    paragraph, paragraph, paragraph, paragraph,
    () => some(3, 8, () => `- ${any(SENTENCES)}`).join("\n"),
    () => some(3, 6, (index) => `${index + 1}. ${any(SENTENCES)}\n   - ${any(SENTENCES)}\n   - ${any(SENTENCES)}`).join("\n"),
    () => some(2, 5, () => `- [${draw() < 0.5 ? "x" : " "}] ${any(SENTENCES)}`).join("\n"),
    () => `\`\`\`sh\n${some(2, 10, () => any(LINES)).join("\n")}\n\`\`\``,
    () => `| time | who | what |\n| --- | :-: | --- |\n${some(3, 12, () => `| ${time()} | kim | ${any(SENTENCES)} |`).join("\n")}`,
    () => some(1, 3, () => `> ${any(SENTENCES)}`).join("\n>\n"),
  ];
  let text = "";
  while (text.length < length) text += `## ${any(HEADINGS)}\n\n${some(2, 6, () => any(blocks)()).join("\n\n")}\n\n`;
  return text;
}
