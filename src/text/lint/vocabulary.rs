//! What words may be in a sentence: a small lexicon of the classes that the grammars are made of.
//!
//! A word may be in several lists. Forms are written out: a stemmer would be larger than they are, and wrong more
//! often.

/// What a word may be.
pub(super) mod tag {
    /// One person by role.
    pub const PERSON: u64 = 1;
    /// Several people, or a group.
    pub const TEAM: u64 = 1 << 1;
    /// A first name.
    pub const NAME: u64 = 1 << 2;
    /// He, she, we, who: stands for people.
    pub const PRONOUN: u64 = 1 << 3;
    /// Nobody, somebody, everyone.
    pub const ANYBODY: u64 = 1 << 4;
    pub const MODAL: u64 = 1 << 5;
    pub const HAVE: u64 = 1 << 6;
    pub const NEGATION: u64 = 1 << 7;
    /// May stand between a verb and what belongs to it.
    pub const ADVERB: u64 = 1 << 8;
    pub const BE: u64 = 1 << 9;
    pub const DETERMINER: u64 = 1 << 10;
    pub const PREPOSITION: u64 = 1 << 11;
    /// Begins another clause.
    pub const JOINT: u64 = 1 << 12;
    /// A past participle that does not end in -ed.
    pub const PARTICIPLE: u64 = 1 << 13;
    /// Says something bad of somebody, whoever it is.
    pub const CHARACTER: u64 = 1 << 14;
    /// Says something bad of people, and something else of things.
    pub const UNKIND: u64 = 1 << 15;
    /// Somebody did not do what was to be done, and was at fault: forgot, neglected.
    pub const OMISSION: u64 = 1 << 16;
    /// The same of people; machines do it as well: ignored, missed, failed.
    pub const LAPSE: u64 = 1 << 17;
    /// Made something bad happen: broke, caused.
    pub const WRECK: u64 = 1 << 18;
    /// What people do to systems: pushed, ran.
    pub const ACT: u64 = 1 << 19;
    /// Fault, blame, culprit.
    pub const FAULT: u64 = 1 << 20;
    /// Begins an idiom of hindsight.
    pub const HINDSIGHT: u64 = 1 << 21;
    /// A slip of somebody: typo, mistake.
    pub const SLIP: u64 = 1 << 22;
    /// Not intended: accidentally.
    pub const UNINTENDED: u64 = 1 << 23;
    /// Wrong, untested: says that what was done was bad.
    pub const BAD: u64 = 1 << 24;
    /// May play something down.
    pub const DOWNPLAY: u64 = 1 << 25;
    /// Minor, small.
    pub const SMALL: u64 = 1 << 26;
    /// Something bad, as a noun: outage, issue.
    pub const HARM: u64 = 1 << 27;
    /// Something bad, as a verb or a state: affected, down.
    pub const HARMED: u64 = 1 << 28;
    /// Those who are harmed: users, customers.
    pub const AUDIENCE: u64 = 1 << 29;
    /// What is counted: minutes, percent.
    pub const UNIT: u64 = 1 << 30;
    /// Goes well: recovered.
    pub const GOOD: u64 = 1 << 31;
    /// Makes things happen: caused, led.
    pub const CAUSE: u64 = 1 << 32;
    /// What a system lets happen, or a check that is there or not: a condition.
    pub const CONDITION: u64 = 1 << 33;
    /// A choice somebody made.
    pub const DECISION: u64 = 1 << 34;
    /// Terrible, naive: judges.
    pub const JUDGEMENT: u64 = 1 << 35;
    /// Investigate, review: looks without a change.
    pub const INQUIRY: u64 = 1 << 36;
    /// Improve, reduce: by how much?
    pub const DEGREE: u64 = 1 << 37;
    /// Ensure, guarantee: how?
    pub const ASSURANCE: u64 = 1 << 38;
    /// Monitor, continue: until when?
    pub const ENDLESS: u64 = 1 << 39;
    /// Careful, remind: asks people to be different.
    pub const VIGILANCE: u64 = 1 << 40;
    /// Better, sensible, regularly: against which measure?
    pub const UNMEASURED: u64 = 1 << 41;
    /// Documentation, monitoring: says where, and not what.
    pub const GENERIC: u64 = 1 << 42;
    /// Something that is there or is not there: alert, test, runbook.
    pub const ARTEFACT: u64 = 1 << 43;
    /// One, two, several as a number.
    pub const NUMERAL: u64 = 1 << 44;
    /// Begins what was found in an inquiry: write, decide.
    pub const DELIVERY: u64 = 1 << 45;
    /// Changes something: add, remove.
    pub const CHANGE: u64 = 1 << 46;
    /// Would have helped: prevented, caught.
    pub const HELPED: u64 = 1 << 47;
    /// Adjectives made of participles, which stand before nouns: limited, dedicated.
    pub const ADJECTIVE: u64 = 1 << 48;
    /// Checks that somebody did not do: checked, tested.
    pub const CARE: u64 = 1 << 49;
    /// Young, new: how long somebody has been there.
    pub const JUNIOR: u64 = 1 << 50;
    /// If.
    pub const IF: u64 = 1 << 51;
    /// Did, does: carries a negation.
    pub const DO: u64 = 1 << 52;
    /// Yet again, as usual: makes a habit of it.
    pub const HABIT: u64 = 1 << 53;
    /// How a log says how bad a line is.
    pub const LEVEL: u64 = 1 << 54;
    /// A day or a month: ends something.
    pub const DATE: u64 = 1 << 55;
    /// What is said of what may have caused something.
    pub const GUESS: u64 = 1 << 56;
    /// What things are bound to do.
    pub const BASE_VERB: u64 = 1 << 57;
    /// The word by which an idiom is found.
    pub const IDIOM: u64 = 1 << 58;
    /// Machines that are called like people: operator, agent.
    pub const MACHINE: u64 = 1 << 59;
    /// Stands in names of sections.
    pub const TITLE: u64 = 1 << 60;
}
use tag::*;

pub(super) static LISTS: &[(u64, &str)] = &[
    (
        PERSON,
        "engineer developer dev programmer admin administrator sysadmin operator technician dba sre intern trainee \
         apprentice contractor colleague employee person individual guy lady manager director maintainer reviewer \
         author committer commander scribe analyst consultant freelancer newcomer newbie rookie beginner hire \
         architect tester owner approver deployer supervisor boss chief cto ceo expert specialist coworker \
         co-worker teammate assistant human somebody someone anybody anyone student graduate superuser on-caller \
         oncaller incident-commander vp officer installer coder deputy on-call oncall on-duty lead coordinator \
         professional registrar nurse doctor clerk secretary teacher pilot mechanic electrician caretaker janitor \
         courier captain skipper auditor accountant planner receptionist pharmacist surgeon professor researcher \
         scientist designer stakeholder cio ciso cfo coo dpo foreman attendant superintendent inspector fitter \
         plumber watchkeeper mr mrs ms helper volunteer consultant fellow chap bloke joker clown genius night-shift \
         starter joiner installer approver trader apprentice",
    ),
    (
        TEAM,
        "team teams department departments crew crews shift shifts squad squads leadership ops support vendor \
         vendors supplier suppliers contractors qa people folks guys engineers developers devs programmers admins \
         administrators sysadmins operators technicians dbas sres interns colleagues employees staff managers \
         maintainers reviewers authors responders analysts consultants freelancers devops infra helpdesk architects \
         testers owners marketing hr experts teammates coworkers humans everybody everyone department's juniors \
         newcomers company organisation organization provider providers partner partners personnel workers newbies \
         seniors outsourcer agency netops secops noc shift-workers carrier reseller integrator subcontractor \
         subcontractors officers supervisors hires management office offices facilities procurement purchasing \
         payroll hq headquarters council committee consultancy bureau ministry registrars nurses doctors clerks \
         pilots auditors planners researchers scientists designers electricians lads chaps gang bunch trainees \
         apprentices folk servicedesk hoster desk guild outsourcers executives secretaries approvers installers \
         starters joiners guild hands",
    ),
    (
        PRONOUN,
        "he she we i who you they he'd she'd we'd they'd he's she's they've we've i've you've i'd him her us them me \
         whoever",
    ),
    (ANYBODY, "nobody no-one noone none anybody anyone somebody someone everybody everyone"),
    (
        NAME,
        "stefan stephan steven steve stephen anna ana anne ann maria marie mary john jon jonathan johann jan jane \
         janet peter petra paul paula tom thomas tim timothy sam samuel samantha alex alexander alexandra max maxim \
         lee li wei chen wang ravi raj rajesh priya amit anil sunil sanjay vijay deepak arjun kiran lakshmi anita \
         sunita neha pooja rahul rohit mohammed mohamed muhammad ahmed ali omar hassan fatima aisha yusuf ibrahim \
         khalid layla noor karim tariq david daniel dan daniela michael mike michelle mark marc marcus markus \
         martin martina marta matthew matt mateo matthias chris christopher christian christina christine kristina \
         karl carl carlos carla carmen juan jose luis miguel pedro pablo diego sofia sophie sophia lucia lucas luke \
         lukas laura lena leon leo lisa linda julia julie julian julien jack james jim jimmy jake jacob jason joe \
         joseph josh joshua joy jill jenny jennifer jessica emma emily emil eva eve elena ella ellen elizabeth eric \
         erik erika frank franz fred frederick felix fiona george georg greg gregory hans hannah hanna harry helen \
         helena henry henrik hugo ian igor ines ingrid irene ivan isabel kate katie katherine katrin kevin ken \
         kenji klaus kim lars linus louis louise lydia manuel marco mario marina nadia natalie natasha nick nicolas \
         nicholas nina noah nora oliver olivia olga oscar otto patrick patricia pat phil philip philipp rachel \
         rebecca richard rick rob robert robin roger roman rosa ruth ryan sarah sara scott sean sebastian simon \
         simone sven susan susanne svetlana tanja tanya teresa theo tina tobias tony ulrich ursula uwe valentina \
         vera victor victoria vincent vladimir walter wendy will william bill bob yuki yuri zoe zara dmitri dmitry \
         sergey sergei andrei andrew andreas andrea andy angela antonio antoine arthur barbara ben benjamin bernd \
         bert boris brian bruno charlie charles clara claire claudia dave dennis diana dieter dominik donna ed \
         edward jorge jürgen günter björn jörg andré rené françois zoë mei ming hiro hiroshi takeshi sakura aiko \
         satoshi akira kwame amara chidi ngozi thabo sipho lebo tunde femi ife jamal malik dina rania mina sana \
         hana imran bilal ayesha zainab pavel petr jana tomas tomasz piotr agnieszka katarzyna magda marek wojciech \
         ewa zsolt gabor laszlo nikos giorgos eleni dimitris ana-maria joao tiago rafael thiago bruna ayse mehmet \
         mustafa emre elif can deniz murat gary gavin graham keith neil nigel trevor craig derek duncan karen \
         debbie sandra sharon tracy kelly kyle brandon tyler dylan megan lauren ashley amber grace hazel ivy ruby \
         chloe amy alice abby adam alan albert alfred nils mats ole lotte jens jonas johan johanna jesper mikkel \
         soren anders ito tanaka suzuki sato kumar singh patel sharma gupta khan smith jones meyer müller schmidt \
         schneider novak rossi garcia fernandez gonzalez lopez martinez rodriguez nguyen tran kowalski ivanov \
         petrov dimitar bogdan radu ioana mihai",
    ),
    (
        MODAL,
        "should could would might ought must shouldn't couldn't wouldn't mightn't should've could've would've \
         might've must've shoulda coulda woulda shouldnt couldnt wouldnt needed shouldn't've wouldn't've \
         couldn't've need we'd they'd he'd she'd i'd you'd it'd needn't oughtn't",
    ),
    (
        HAVE,
        "have 've had has having should've could've would've might've shoulda coulda woulda shouldn't've \
         wouldn't've couldn't've of",
    ),
    (
        NEGATION,
        "not never no nobody none neither nor without cannot can't didn't don't doesn't isn't wasn't aren't weren't \
         hasn't haven't hadn't won't shouldn't couldn't wouldn't mightn't nothing no-one noone needn't oughtn't \
         didnt dont doesnt isnt wasnt shouldnt couldnt wouldnt nowhere",
    ),
    (
        ADVERB,
        "already easily probably really also just even ever simply likely perhaps maybe still again then always \
         never often very quite so too rather fully entirely completely totally perfectly all both once twice now \
         not well much far more most better only certainly definitely possibly surely sooner earlier later long \
         since been actually apparently thus therefore yet repeatedly carelessly blatantly blindly hastily \
         deliberately consciously knowingly somehow each",
    ),
    (
        BE,
        "is was were are be been being am isn't wasn't weren't aren't it's that's he's she's got gets get getting \
         became becomes",
    ),
    (
        DETERMINER,
        "a an the this that these those our their his her its my your every each some any one two three several \
         many few most all both another such whose which what more",
    ),
    (
        PREPOSITION,
        "of in on at by from to with for during under over about against between into through after before since \
         until without within across behind above below near via per upon onto off out up down than as like among \
         around towards toward despite given inside outside following responsible",
    ),
    (
        JOINT,
        "because since when while whereas although though that which who if unless until and but so where after \
         before then however whether",
    ),
    (IF, "if had unless were wish without supposed wished"),
    (DO, "did do does didn't don't doesn't done doing didnt dont doesnt"),
    (
        PARTICIPLE,
        "been done gone seen known caught taken made found kept had run set put cut hit let shut told thought read \
         led left lost held built sent spent come become begun broken chosen written given shown grown forgotten \
         gotten got understood brought bought paid said meant met felt heard stood won fallen risen driven drawn \
         thrown spoken stuck spun sunk spread split shed slept laid dealt bound foreseen overseen overridden \
         overtaken withdrawn hidden frozen woken worn sought fought taught sworn borne cost burst bent fed fled \
         hung lit rung sat sold shot swept swung torn reset rebuilt rewritten undone upset beaten bitten eaten \
         overrun rerun gave knew saw wrote went came took drove spoke chose began forgot did fell threw flew grew \
         drew blew woke broke shook rose sank swore wore stole hid ate bit",
    ),
    (
        CHARACTER,
        "careless carelessness carelessly negligent negligence negligently incompetent incompetence incompetently \
         reckless recklessness recklessly irresponsible irresponsibly irresponsibility unprofessional \
         unprofessionally stupidity idiot idiots idiotic moron morons complacent complacency inattentive \
         inattention inattentiveness clueless laziness sloppiness thoughtless thoughtlessly thoughtlessness \
         half-asleep amateurish oblivious dereliction arrogance arrogant indifference ineptitude inept \
         foolishly stupidly sloppily culpable blameworthy heedless neglectful unskilled forgetful \
         forgetfulness absent-minded overconfident overconfidence slapdash scatterbrained undisciplined \
         indiscipline bungled bungling bungle unforgivable inexcusable disgraceful shameful remiss vanity hubris \
         pigheaded pig-headed bullheaded obstinate obstinacy apathy apathetic lethargic sluggard slacker slackers \
         bungler bunglers dimwit dimwitted dunce fool fools clowns cowboy cowboys amateurs dilettante dilettantes \
         muppet muppets numpty halfwit imbecile imbeciles nitwit butterfingers gullible dopey dozy ham-fisted \
         ham-handed cack-handed trigger-happy slipshod lackadaisical cavalier nonchalant nonchalance \
         couldn't-care-less happy-go-lucky feckless gormless brainless witless mindless mindlessly spineless \
         pathetic ill-disciplined big-headed cocksure cocky smug high-handed high-handedly know-it-all \
         scatter-brained unthinking unthinkingly",
    ),
    (
        UNKIND,
        "useless lazy dumb stupid sloppy hasty foolish ignorant ignorance inexperienced inexperience untrained \
         distracted asleep disorganised disorganized impatient impatience unmotivated slow hopeless terrible poor \
         drunk unhelpful uncooperative chaotic impulsive rash unqualified lax unprepared clumsy naive guilty weak \
         stubborn",
    ),
    (
        OMISSION,
        "forgot forget forgets forgetting forgotten neglected neglects neglect neglecting bothered bother bothers \
         bothering botched mishandled mismanaged fumbled dozed slacked dawdled disobeyed procrastinated slept \
         panicked daydreamed overslept oversleep stonewalled stonewalling dithered shirked loafed faffed dallied \
         napped snored flubbed muffed goofed bodged",
    ),
    (
        LAPSE,
        "ignored ignores ignoring ignore overlooked overlooks overlooking overlook skipped skips skipping \
         disregarded disregarding disregard bypassed bypassing dismissed dismissing missed missing misses misread \
         misreads misjudged misunderstood underestimated underestimating failed failing fails failure refused \
         refusing refuses misinterpreted misdiagnosed misconfigured mistyped mislabelled mislabeled omitted omitting \
         shrugged delayed guessed rushed rushing lied hid concealed circumvented hesitated abandoned violated \
         sidestepped snoozed wasted silenced misused procrastinating omits hurried hastily blindly broke killed \
         messed screwed botched ruined wrecked sabotaged rubber-stamped rubberstamped mistreated slip slips \
         improvised gambled rambled overruled",
    ),
    (
        WRECK,
        "broke crashed destroyed caused botched ruined wrecked nuked trashed bricked sabotaged fouled jeopardised \
         jeopardized took brought messed screwed blew breaks",
    ),
    (
        ACT,
        "pushed ran running deployed deploying merged merging executed executing applied applying committed \
         committing shipped released deleted deleting dropped typed typing entered entering changed changing pulled \
         pulling pressed pressing clicked clicking removed removing restarted rebooted unplugged plugged edited \
         editing updated updating copied copying pasted pasting uploaded configured configuring set setting selected \
         selecting chose choosing used using issued truncated disconnected cut rolled wrote writing modified \
         approved approving terminated picked connected swapped opened closed powered flipped toggled altered \
         provisioned installed tagged signed logged shut turned hit hitting put putting switched switching overwrote \
         overwrites launched started stopped dragged scaled renamed migrated formatted wiped erased powering pull \
         push run enabled disabled rotated revoked imported exported sent sending moved mounted attached detached \
         upgraded downgraded patched promoted destroyed added placed assigned",
    ),
    (
        FAULT,
        "fault faults blame blamed blames culprit culprits guilty responsible responsibility accountable scapegoat \
         due because caused thanks attributable negligence",
    ),
    (
        HINDSIGHT,
        "obvious obviously clear clearly inevitable inevitably predictable predictably foreseeable evident \
         evidently plain plainly blatant blatantly glaring glaringly naturally unsurprisingly unsurprising \
         unavoidable unavoidably undoubtedly self-evident visible retrospectively",
    ),
    (
        SLIP,
        "typo typos mistake mistakes mistyped mistyping misclick misclicked misclicks fat-finger fat-fingered \
         fat-fingering fatfingered slip slips slipped error errors oversight oversights blunder blunders misstep \
         missteps misspelling misspelled misspelt miskeyed copy-paste copy-and-paste mixup mix-up goof goof-up \
         screw-up slip-up lapse lapses thinko misremembered mispasted misreading misread transposed misplaced \
         mistaken misjudgement misjudgment miscalculated mishap mixed-up misjudged mis-typed mis-keyed mis-click \
         misedit misconfiguration misconfigured mixed confused miswired misrouted misset mis-set misentered \
         mis-entered misfiled mislabelled mislabeled misdialled misnumbered misaligned misheard miscounted misnamed \
         misread misclicking mistypes erred",
    ),
    (
        UNINTENDED,
        "mistakenly accidentally inadvertently unintentionally erroneously accident accidental inadvertent \
         unintentional wrongly incorrectly mistaken erroneous unknowingly unwittingly",
    ),
    (
        BAD,
        "wrong untested bad faulty incorrect broken unreviewed unapproved buggy half-finished unfinished risky \
         dangerous unverified invalid breaking malformed half-baked mistaken unsafe sloppy poorly incorrectly \
         wrongly reckless incomplete hasty careless destructive botched bungled mishandled misconfigured ill-fated \
         clumsy erroneous",
    ),
    (
        DOWNPLAY,
        "just only simply simple handful slightly little trivial trivially negligible insignificant harmless \
         unimportant inconsequential cosmetic",
    ),
    (
        SMALL,
        "minor small tiny slight little trivial mild minuscule negligible insignificant brief short teensy petty \
         momentary momentarily modest minimal miniscule microscopic short-lived fleeting quick unimportant cosmetic \
         mini wee",
    ),
    (
        HARM,
        "issue issues outage outages problem problems incident incidents interruption interruptions inconvenience \
         inconveniences disruption disruptions impact impacts bug bugs mistake mistakes annoyance delay delays \
         degradation degradations downtime blip blips hiccup hiccups glitch glitches error errors failure failures \
         nuisance slowdown slowdowns lag loss losses damage oversight typo slip hitch setback snag snags \
         misconfiguration wobble bump hitches mishap fault faults inconsistency inconsistencies misunderstanding \
         slip-up defect defects trouble flaw flaws regression regressions breakage effect effects consequence \
         consequences harm leak discrepancy unavailability dip spike anomaly irregularity complaint complaints \
         breach side-effect side-effects disturbance disturbances",
    ),
    (
        HARMED,
        "affected affecting affect affects impacted impacting impact impacts lost losing lose failed failing fail \
         fails failure down dropped unavailable lasted lasting last broken degraded errored experienced experiencing \
         saw suffered suffering unreachable interrupted offline delayed slow outage downtime inaccessible locked \
         logged rejected corrupted stalled hit noticed disconnected timed duplicated charged out missing leaked \
         slower complained stuck exposed inconvenienced wrong damaged deleted unable blocked refused breached \
         cancelled canceled declined blank hung received overcharged turned kicked bounced rebooked rescheduled \
         reissued resent refunded compensated postponed",
    ),
    (
        AUDIENCE,
        "users user customers customer visitors visitor clients client people readers shoppers buyers tenants tenant \
         requests request orders order payments payment sites site accounts account sessions session transactions \
         merchants subscribers players students passengers guests patients viewers emails messages consumers \
         internet everyone nobody they logins checkouts bookings invoices carts jobs records rows callers drivers \
         households calls uploads shops stores branches schools pupils offices hospitals stations members tickets \
         parcels appointments",
    ),
    (
        UNIT,
        "minute minutes hour hours second seconds percent % mins min sec secs hrs hr days day ms weeks week m h s \
         milliseconds",
    ),
    (
        GOOD,
        "succeeded recovered ready healthy worked available remaining left allocated synced survived replied enough \
         able reachable finished complete completed responded returned served accepted passed delivered online kept \
         acknowledged supports support allow allows allowed holds hold stores keeps retained needed required \
         responding running configured provisioned scheduled replicas replica nodes backups backup",
    ),
    (
        CAUSE,
        "caused cause causes causing led lead leads leading resulted results resulting triggered triggers \
         triggering broke took brought due because root reason behind trigger source origin explanation explained \
         attributed stemmed stems owing responsible down crashed produced sent made killed wiped stopped deleted \
         disabled dropped blocked emptied broken pointed exposed introduced put through attributable outage \
         incident",
    ),
    (
        CONDITION,
        "prompts accepts accept accepted accepting allowed allows allow validate validates validated validation \
         confirmation confirm confirmed guard guards guardrail guardrails lets let lacks lacked lack lacking \
         identical same similar alike look looks looked rejects reject rejected default defaults unclear ambiguous \
         ambiguously interlock warn warns warned distinguish permitted permits prevents prevented prevent schema \
         linter check checks checked detected detect template tool tooling design designed interface ui layout \
         screen label labels labelled unlabelled labeled procedure runbook documentation documented outdated \
         undocumented review pipeline gate beside adjacent indistinguishable untyped silently wildcard colour color \
         coloured naming named names staffing tested test tests dry-run able force requires required enforce \
         enforced protects protected protection safeguard safeguards limit limits alert alerts alarm ask asks asked \
         dialog dialogue button buttons form shell alias aliases autocomplete",
    ),
    (
        DECISION,
        "decision decisions choice choices idea ideas call bet move plan judgement judgment judgments approach \
         gamble mistake mistakes assumption design thinking time moment trade-off compromise strategy",
    ),
    (
        JUDGEMENT,
        "terrible bad poor wrong ill-advised unwise questionable naive short-sighted foolish misguided dumb silly \
         awful horrible ill-considered shortsighted stupid reckless irresponsible unfortunate dreadful mistaken \
         flawed ill-judged crazy insane ridiculous absurd unreasonable poorly badly unjustified unjustifiable \
         mistake indefensible wisest insanity madness ill-timed ill-conceived overly overconfident inexplicable \
         inexplicably baffling senseless premature folly obvious worst",
    ),
    (
        INQUIRY,
        "investigate investigating look looking explore exploring evaluate evaluating review reviewing discuss \
         discussing consider considering research researching assess assessing think thinking analyse analyze \
         analysing analyzing examine study revisit revisiting understand understanding figure brainstorm discussion \
         investigation evaluation consideration check see find determine identify spike clarify talk ask debate \
         reconsider rethink ponder weigh inspect audit survey scope follow try attempt aim strive plan start begin \
         work address tackle handle deal dig learn discover re-evaluate reassess re-examine invest come",
    ),
    (
        DEGREE,
        "improve improving enhance enhancing strengthen strengthening better optimise optimize optimising \
         optimizing streamline streamlining harden hardening tighten refine increase increasing reduce reducing \
         decrease simplify boost speed tune tweak minimise minimize maximise maximize polish clean modernise \
         modernize mature enrich scale stabilise stabilize extend expand raise lower cut lessen mitigate fix adjust \
         rework refactor overhaul improvement improvements limit optimisation optimization simplification clean-up \
         cleanup revamp accelerate shorten widen deepen solidify bolster beef reinforce rationalise rationalize \
         step make get become redesign update avoid prevent revise",
    ),
    (ASSURANCE, "ensure ensuring guarantee assure make verify confirm secure safeguard"),
    (
        ENDLESS,
        "monitor monitoring watch watching continue continuing keep keeping observe track maintain remain stay \
         oversee carry wait",
    ),
    (
        VIGILANCE,
        "careful carefully attention attentive vigilant vigilance remind reminding remember reminder aware \
         awareness mindful care cautious caution diligent diligence diligently double-check double-checking train \
         retrain retraining training educate educating encourage encouraging promote tell teach coach forget harder \
         alert discipline disciplined thorough responsibility ownership culture mindset emphasise emphasize stress \
         reiterate communicate communicating communication conscientious responsible urge instruct coaching \
         thoroughly sensitise sensitize stricter strictly closer closely lecture heedful learn re-train inform mind \
         ask advise brief focus concentrate reinforce warn scrutinise scrutinize reminders",
    ),
    (
        UNMEASURED,
        "better sensible reasonable appropriate adequate sufficient proper properly faster quicker robust resilient \
         reliable scalable enough easier optimal efficient effective smooth smoother stable acceptable suitable \
         decent meaningful user-friendly timely regularly periodically frequently often eventually ongoing \
         correctly good more less cleaner safer simpler clearer stronger smarter higher lower healthier leaner \
         improved enhanced modern state-of-the-art best-practice reasonably sufficiently appropriately adequately \
         efficiently effectively robustly gracefully quickly promptly swiftly smoothly healthy maintainable \
         performant flexible comprehensive thorough tidy tidier clean up-to-date robustness resilience reliability \
         scalability performance stability quality greater satisfactory well world-class bulletproof rock-solid \
         helpful useful as-needed occasionally minimal fewer tighter sane safely soon asap shorter slower usable \
         sustainable long-term future-proof ideal optimum decently nicer nice friendlier responsive snappier \
         largely mostly generally significantly substantially considerably noticeably drastically happier relevant \
         important seriously",
    ),
    (
        GENERIC,
        "documentation docs doc monitoring alerting observability testing tests test process processes \
         communication procedures procedure things stuff everything issues issue problems problem situation \
         training reliability resilience performance stability quality options option alternatives solutions \
         solution ways way tooling logging visibility automation coverage alerts alert redundancy robustness \
         resiliency awareness culture collaboration workflow workflows planning deployment deployments deploys \
         releases release operations practices practice code configuration infrastructure system systems service \
         services platform architecture setup security availability response handling incident incidents it them \
         this that root cause causes metrics dashboards dashboard runbooks runbook usage capacity scaling the a an \
         our of and in for to all more better new some these those onboarding review reviews reviewing here there \
         overall general team teams standards standard guidelines backup backups failover recovery lessons \
         improvements measures steps action actions tools policy policies queries query behaviour maintenance debt \
         technical tech health database pipeline pipelines ci management knowledge sharing efficiency around about \
         with regarding on",
    ),
    (
        ARTEFACT,
        "alert alarm alarms page pager dashboard runbook playbook test script job cron checklist template lint \
         linter rule policy limit quota timeout threshold flag switch breaker gate hook validation schema \
         constraint index probe healthcheck health-check canary replica retry retries backoff budget confirmation \
         prompt annotation label ticket adr report document proposal decision diagram table list entry section \
         metric panel slo sli webhook guard lock pin migration rollback toggle drill game-day gameday exercise \
         workshop doc guide readme rfc design poc prototype benchmark rotation schedule secondary escalation bot \
         step action workflow warning banner default",
    ),
    (
        NUMERAL,
        "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty \
         hundred thousand million dozen dozens half quarter couple few several single zero third double ninety \
         eighty seventy",
    ),
    (
        DELIVERY,
        "write record decide publish present report document summarise summarize propose recommend file post share \
         draft list choose pick deliver produce add create open note attach demo implement estimate set capture \
         agree ticket conclude results findings recommendation proposal",
    ),
    (
        CHANGE,
        "add create set write remove delete replace move migrate enable disable configure alert automate introduce \
         implement build publish rename split pin roll switch deploy install require reject block enforce cap drop \
         store ship log emit expose wire provision rotate revoke schedule run attach define declare encode assign \
         turn merge retire decommission page archive validate test cover generate print show record document back \
         restore rebuild refuse use convert change allow deny throttle shard cache isolate separate backport bump \
         downgrade stop start give put send link tag label mark include exclude establish set-up apply raise lower \
         increase reduce limit adopt hire buy purchase route duplicate mirror replicate disconnect subscribe \
         register rehearse practise practice drill fail alarm notify trigger check verify compare measure export \
         import bring keep patch update upgrade fix wrap port rewrite refactor extract inline embed adds creates \
         sets writes removes deletes replaces moves enables disables configures introduces implements builds \
         publishes pins rotates",
    ),
    (
        HELPED,
        "prevented avoided caught helped detected saved stopped alerted noticed shown made allowed reduced \
         shortened blocked limited useful easier faster better nice ideal revealed exposed surfaced warned flagged \
         spared averted contained mitigated identified found spotted told discovered rejected reached resolved \
         restored recovered paged sped enabled given benefitted benefited worked sufficed foreseen predicted \
         anticipated known happened occurred quicker sooner earlier earliest minimised minimized eliminated \
         protected kept halved fixed handled simpler wiser safer prudent sensible shorter seen salvaged rescued \
         preserved diverted forestalled pre-empted preempted thwarted curbed curtailed cushioned softened lessened \
         dampened capped unearthed uncovered tripped fired rung raised alarmed woken intervened halted paused \
         postponed survived tolerated absorbed coped withstood averted nipped sidestepped dodged escaped evacuated \
         buffered queued recouped recovered reverted rebuffed intercepted pinpointed diagnosed ruled bought \
         signalled signaled tempered confined restricted isolated bounded sounded paused",
    ),
    (
        ADJECTIVE,
        "limited dedicated reduced defined automated documented named shared restricted elevated encrypted \
         distributed replicated increased detailed extended isolated combined enabled configured fixed integrated \
         advanced updated tested reserved assigned managed redundant rotated required versioned scheduled related \
         generated written set known run built read cut shut supported designated specialised specialized improved \
         centralised centralized unified separated standardised standardized weighted",
    ),
    (
        CARE,
        "checked tested reviewed verified thought cared paid looked read followed asked told notified documented \
         noticed communicated informed validated coordinated questioned escalated responded reacted answered acted \
         took bothered check test review verify think care pay look follow ask tell notify document notice \
         communicate validate coordinate question escalate respond react answer act bother understand checking \
         testing reviewing verifying thinking looking reading following asking telling notifying communicating \
         informing validating coordinating consulting consult consulted confirm confirming confirmed double-check \
         double-checked double-checking listen listened listening investigate pick picked noticing remembering \
         attend adhere obey comply test-run heed recognise recognize mention updated renewed patched rotated fixed \
         cleaned reported raised maintained update renew patch rotate fix clean report raise maintain warn warned \
         explain explained opening waiting talking discussing announcing trying backing rehearsing pausing",
    ),
    (
        JUNIOR,
        "junior new inexperienced young untrained trainee intern inexperience rookie newbie new-hire unqualified \
         newly novice green newest",
    ),
    (
        HABIT,
        "usual always again typical typically usually yet predictably constantly chronically notoriously habitually \
         perpetually never keeps once repeatedly",
    ),
    (LEVEL, "error warn warning info debug fatal critical trace notice"),
    (
        DATE,
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july august \
         september october november december quarter sprint weekly daily monthly quarterly hourly nightly yearly \
         annually q1 q2 q3 q4 eod eow",
    ),
    (
        GUESS,
        "caused cause led contributed resulted come triggered due related affected gone happened originated stemmed \
         introduced overloaded coincided interfered exhausted a exceeded hit started been filled crossed hidden \
         masked",
    ),
    (
        BASE_VERB,
        "happen fail break crash go occur cause hit lead explode blow fall run overload exceed be catch come \
         collapse burst bite end trip fill give surface recur repeat backfire overflow lose hurt leak strike get \
         exhaust return have spill resurface stop bring become take trigger result affect reappear show cascade \
         make saturate deadlock expire",
    ),
    (
        MACHINE,
        "operator agent platform handler scheduler worker guard driver dispatcher provider agents operators workers \
         management",
    ),
    (
        TITLE,
        "action actions timeline chronology chronological sequence chain events follow-up follow-ups follow \
         followup followups remediation remediations corrective preventative preventive next todo to improvement \
         improvements task tasks recommendation recommendations future will lesson lessons learned learnt went \
         lucky better takeaway takeaways retrospective surprised impact impacts affected damage harmed root cause \
         causes contributing trigger triggers underlying why identified finding findings factors possible summary \
         overview description happened problem tl tldr context runbook runbooks playbook procedure procedures steps \
         how instructions resolution recovery response detection mitigation status stats statistics attendee \
         attendees author authors participants background appendix supporting references reference glossary \
         questions investigation key incident",
    ),
];
