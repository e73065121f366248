// Trials: choose one or change it, simulate it, and see what is predicted beside what was reported. The address holds the trial and the job,
// so that a page that was closed finds its simulation again.

import example from "../../../examples/trial-mytrial.yaml";
import { fresh, get, post, query, remove, type Refusal } from "../api";
import { badge, command } from "../compare/sources";
import { fill, h, save, type Child } from "../dom";
import { csv, tableElement, type Table } from "../figure";
import { capital, plural } from "../format";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";
import { Editor } from "../trials/editor";
import { ResultView } from "../trials/result";
import { amount, isChange, type Job, type Listed, type Result, type Sheet } from "../trials/types";
import { over, Watch } from "../trials/watch";

/** own is what the address calls a trial that is not shipped. */
const own = "own";

export const trialsPage: Page = {
  path: "/trials",
  name: "Trials",
  title: "Trials",
  open(place, parameters) {
    return parameters.has("trial") || parameters.has("job") ? one(place, parameters) : list(place, parameters);
  },
};

// The list.

interface List {
  command: string;
  trials: Listed[];
}

function list(place: HTMLElement, parameters: URLSearchParams) {
  let all: Listed[] = [];
  const results = h("div", { class: "trials" });
  const runs = h("div");
  const commandPlace = h("div");
  const count = h("p", { class: "count", "aria-live": "polite" });
  const words = h("input", { type: "search", value: parameters.get("q") ?? "", placeholder: "Words: name, endpoint, people, arm", "aria-label": "Words that describe a trial", oninput: () => changed(false) });
  const pick = (name: string, label: string): HTMLSelectElement => h("select", { "aria-label": name, onchange: () => changed(true) }, h("option", { value: "" }, label));
  const disease = pick("Disease", "All diseases");
  const drug = pick("Drug", "All drugs");
  const filters = (): [string, string][] => [["disease", disease.value], ["drug", drug.value], ["q", words.value.trim()]].filter((p): p is [string, string] => p[1] !== "");
  let timer = 0;
  let asked = 0;

  function changed(step: boolean): void {
    remember("/trials", query(filters()), step);
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, step ? 0 : 120);
  }
  function ask(): void {
    const mine = ++asked;
    get<List>("/trials" + query(filters())).then((d) => mine === asked && draw(d), (e: Refusal) => mine === asked && fill(results, problemBox(e)));
  }
  function draw(d: List): void {
    const kept = d.trials.filter((t) => t.kept_back).length;
    fill(count, `${plural(d.trials.length, "trial")}, of ${kept} the results are kept back`);
    const t = listed(d.trials);
    fill(results, d.trials.length ? tableElement(t, (v, r, c) => (c === 0 ? h("a", { href: `/trials?trial=${d.trials[r]?.id}` }, v) : c === 6 ? standing(d.trials[r]?.kept_back ? "kept back" : "calibration") : v)) : h("p", {}, "No trial is described by all of these words."));
    fill(commandPlace, h("button", { type: "button", class: "link", onclick: () => save(new Blob([csv(t)], { type: "text/csv" }), "jakstat-trials.csv") }, "Download these rows as CSV"), command(d.command));
    place.dataset["drawn"] = "1";
  }
  function options(select: HTMLSelectElement, values: string[], wanted: string): void {
    select.append(...[...new Set([...values, ...(wanted ? [wanted] : [])])].sort((a, b) => a.localeCompare(b)).map((v) => h("option", { value: v }, v)));
    select.value = wanted;
  }
  function showRuns(): Promise<void> {
    return fresh<{ jobs: Job[] }>("/jobs?limit=50").then((d) => {
      const mine = d.jobs.filter((j) => j.kind === "trial");
      fill(runs, mine.length > 0 && h("details", { class: "runs", open: mine.some((j) => !over(j)) }, h("summary", {}, `Simulations that are kept (${mine.length})`),
        h("ul", {}, mine.map((j) => h("li", {}, h("a", { href: `/trials?job=${j.id}` }, nameOf(j)), h("span", { class: "u" }, ` ${j.params.replicates ?? 200} replicates, ${stateText(j)}, ${new Date(j.created).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })} `),
          over(j) && h("button", { type: "button", class: "link", "aria-label": `Remove the simulation of ${nameOf(j)}`, onclick: () => remove(`/jobs/${j.id}`).then(showRuns, showRuns) }, "Remove"))))));
    }, () => undefined);
  }

  fill(place, h("h1", {}, "Trials"),
    h("p", { class: "lead" }, "Simulate a published trial, or your own, and set what is predicted beside what was reported."),
    h("div", { class: "bar", role: "search" }, words, disease, drug, h("a", { href: `/trials?trial=${own}` }, "Write your own trial")),
    runs, h("div", { class: "countline" }, count), results, commandPlace);
  // The choices are those of all trials, whatever the address leaves. What is kept stands above the list and comes with it, so that nothing moves.
  Promise.all([get<List>("/trials"), showRuns()]).then(([d]) => {
    all = d.trials;
    options(disease, all.map((t) => t.disease), parameters.get("disease") ?? "");
    options(drug, all.flatMap((t) => t.drugs), parameters.get("drug") ?? "");
    ask();
  }, (e: Refusal) => fill(results, problemBox(e)));
  return { leave: () => window.clearTimeout(timer) };
}

function listed(trials: readonly Listed[]): Table {
  return {
    caption: "Shipped trials", columns: ["trial", "disease", "phase", "patients", "drugs", "primary endpoint", "results"], numeric: [3],
    rows: trials.map((t) => [t.name, t.disease, t.phase, t.patients, t.drugs.join(", "), t.primary.join("; "), t.kept_back ? "kept back" : "calibration"]),
  };
}

const nameOf = (j: Job): string => j.params.trial ?? /^trial:\s*(.+)$/m.exec(j.params.file ?? "")?.[1]?.replace(/^["']|["']$/g, "") ?? "a trial of your own";

const stateText = (j: Job): string => (j.state === "running" ? `running, ${Math.floor(100 * j.progress)} %` : j.state);

/** standing says what part a trial's results have in the model. */
function standing(results: Sheet["results"]): HTMLElement {
  const texts = { calibration: "■ fitted", "kept back": "◇ kept back", none: "none" };
  return h("span", { class: results === "calibration" ? "badge" : "badge open", title: results === "calibration" ? "Its results are part of the calibration" : results === "kept back" ? "The product holds none of its results" : "" }, texts[results]);
}

// One trial.

function one(place: HTMLElement, parameters: URLSearchParams) {
  let id = parameters.get("trial") ?? "";
  let job = parameters.get("job") ?? "";
  let show = parameters.get("draw") ?? "primary";
  let sheet: Sheet | undefined;
  let editor: Editor | undefined;
  let watch: Watch | undefined;
  let result: ResultView | undefined;
  let valid = true;
  let gone = false;
  const head = h("div");
  const trouble = h("div");
  const progress = h("div");
  const said = h("p", { class: "sub", role: "status" });
  const outcome = h("div");
  const design = h("section", { class: "design" });
  const editing = h("section");

  const number = (value: string, min: number, max: number): HTMLInputElement => h("input", { type: "number", min, max, step: 1, value, inputmode: "numeric", required: min > 0 });
  const replicates = number("200", 20, 100_000);
  const patients = number("", 0, 10_000_000);
  patients.placeholder = "all";
  const seed = number("1", 0, Number.MAX_SAFE_INTEGER);
  seed.required = true;
  const withOwn = h("input", { type: "checkbox" });
  const withOwnLabel = h("label", { class: "inline" }, withOwn, " Let its own results take part");
  const begin = h("button", { type: "submit", class: "primary" }, "Simulate");
  const form = h("form", { class: "simulate", "aria-label": "Simulate", onsubmit: (e: Event) => {
    e.preventDefault();
    void start();
  } }, h("label", { class: "inline" }, "Replicates ", replicates), h("label", { class: "inline" }, "Patients ", patients), h("label", { class: "inline" }, "Seed ", seed), withOwnLabel, begin);

  const keep = (step: boolean): void => remember("/trials", query([...(id ? [["trial", id] as [string, string]] : []), ...(job ? [["job", job] as [string, string]] : []), ...(show === "primary" ? [] : [["draw", show] as [string, string]])]), step);
  const drawn = (): void => {
    place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
  };
  const alive = <T>(f: (v: T) => void) => (v: T): void => {
    if (!gone) f(v);
  };

  function setSheet(s: Sheet): void {
    sheet = s;
    const facts = [s.disease, s.phase && `phase ${s.phase}`, plural(s.patients, "patient"), plural(s.arms.length, "arm"), s.nct].filter(Boolean).join(" · ");
    fill(head, h("p", { class: "trail" }, h("a", { href: "/trials" }, "All trials")), h("h1", {}, s.name), h("p", { class: "lead" }, facts),
      h("p", { class: "standing" }, s.results !== "none" && [standing(s.results), " "], standingText(s, editor?.edited ?? false)));
    withOwnLabel.hidden = s.results !== "calibration";
    document.title = `${s.name} · jakstat`;
    drawDesign(s);
    if (s.command && id !== own) design.append(command(s.command));
  }

  function drawDesign(s: Sheet): void {
    const rows = s.plan.map((line) => {
      const m = /^([^:]{2,40}): (.+)$/.exec(line) ?? /^(stratified|rescue|switch) (.+)$/.exec(line);
      return [h("dt", {}, capital(m?.[1] ?? "about")), h("dd", {}, m?.[2] ?? line)];
    });
    fill(design, h("h2", {}, "Design"), h("dl", { class: "facts" }, rows),
      tableElement({ caption: "Arms", columns: ["arm", "drug", "dose (mg)", "regimen", "background", "patients", "role"], numeric: [5], rows: s.arms.map((a) => [a.arm, a.drug + (a.blockade === null ? "" : ` (blocks ${Math.round(100 * a.blockade)} %)`), a.dose_mg, a.regimen, a.background, a.patients, a.arm === s.control ? "control" : "treated"]) }),
      s.endpoints.length > 0 && h("div", { class: "endpoints" }, tableElement({ caption: "Endpoints", columns: ["endpoint", "weeks", "primary", "what it is"], rows: s.endpoints.map((e) => [e.endpoint, e.weeks.join(", "), e.primary_week === null ? "" : `week ${e.primary_week}${e.margin_points === null ? "" : `, not worse by ${e.margin_points} points`}`, capital(e.definition)]) })),
      s.reported.length > 0 && reportedTable(s));
  }

  /** settings takes what a job was started with into the form. */
  function settings(j: Job): void {
    replicates.value = String(j.params.replicates ?? 200);
    patients.value = j.params.patients ? String(j.params.patients) : "";
    seed.value = String(j.params.seed ?? 1);
    withOwn.checked = j.params.with_own_results ?? false;
  }

  function openEditor(text: string, given?: string): void {
    editor?.leave();
    editor = new Editor(text, `jakstat.trial.${id}`, {
      right: alive((s) => {
        if (!valid) trouble.replaceChildren();
        valid = true;
        setSheet(s);
      }),
      wrong: () => (valid = false),
    }, given);
    const folded = h("details", { class: "edit", open: id === own || editor.edited }, h("summary", {}, id === own ? "The file" : "Change the file of this trial"),
      h("p", { class: "sub" }, `What is simulated is what stands here.${id === own ? "" : " Nothing of the shipped trial changes."}`), editor.element);
    fill(editing, folded);
  }

  async function start(): Promise<void> {
    trouble.replaceChildren();
    if (!editor || !sheet && id !== own) return;
    if (!valid) {
      fill(trouble, problemBox(new Error("The file has mistakes; they stand below it.")));
      editor.focus();
      return;
    }
    clear();
    begin.disabled = true;
    const params: Job["params"] = {}; // what is as usual is not said, here and on the command line
    if (replicates.valueAsNumber !== 200) params.replicates = replicates.valueAsNumber;
    if (seed.valueAsNumber !== 1) params.seed = seed.valueAsNumber;
    if (editor.edited || id === own || !sheet) params.file = editor.text;
    else params.trial = sheet.name;
    if (patients.valueAsNumber > 0) params.patients = patients.valueAsNumber;
    if (withOwn.checked && !withOwnLabel.hidden) params.with_own_results = true;
    try {
      const j = await post<Job>("/jobs", JSON.stringify({ kind: "trial", params }), "application/json");
      if (gone) return;
      job = j.id;
      keep(true);
      follow(j);
    } catch (e) {
      begin.disabled = false;
      fill(trouble, problemBox(e as Refusal));
    }
  }

  function clear(): void {
    watch?.leave();
    result?.leave();
    result = undefined;
    said.textContent = "";
    outcome.replaceChildren();
    progress.replaceChildren();
  }

  function follow(j: Job): void {
    if (over(j)) {
      ended(j);
      return;
    }
    begin.disabled = true;
    watch = new Watch(j.id, nameOf(j), ended);
    fill(progress, watch.element);
    drawn();
  }

  function ended(j: Job): void {
    begin.disabled = false;
    const texts: Partial<Record<Job["state"], string>> = { cancelled: "Cancelled. Nothing of it is shown; Simulate starts it again.", interrupted: "Given up: the program ended several times while it ran." };
    said.textContent = texts[j.state] ?? "";
    if (j.state === "failed") fill(trouble, problemBox(new Error(j.error ?? "The simulation failed.")));
    if (j.state !== "done") {
      drawn();
      return;
    }
    get<Result>(`/jobs/${j.id}/result`).then(alive((r) => {
      const taken = j.started && j.ended ? (Date.parse(j.ended) - Date.parse(j.started)) / 1000 : NaN;
      said.textContent = Number.isFinite(taken) ? `Simulated in ${taken.toFixed(1)} s.` : "Simulated.";
      result = new ResultView(r, j.id, show, (what) => {
        show = what;
        keep(true);
      });
      fill(outcome, result.element);
      drawn();
    }), alive((e: Refusal) => fill(trouble, problemBox(e))));
  }

  fill(place, head, form, trouble, progress, said, outcome, design, editing);

  async function load(): Promise<void> {
    let j: Job | undefined;
    if (job) {
      j = await fresh<Job>(`/jobs/${job}`).catch((e: Refusal) => {
        fill(trouble, problemBox(e.problem?.status === 404 ? new Error("This simulation is no longer kept. Simulate starts it again.") : e));
        job = "";
        return undefined;
      });
      if (j && j.kind !== "trial") {
        fill(trouble, problemBox(new Error("That job is no simulation of a trial.")));
        j = undefined;
        job = "";
      }
    }
    if (j?.params.trial && !id) id = (await get<List>("/trials")).trials.find((t) => t.name === j?.params.trial)?.id ?? own;
    if (!id) id = own;
    if (gone) return;
    if (id === own) {
      fill(head, h("p", { class: "trail" }, h("a", { href: "/trials" }, "All trials")), h("h1", {}, "A trial of your own"));
      withOwnLabel.hidden = true;
      design.before(editing); // who writes a trial begins with its file
      openEditor(example, j?.params.file);
      if (!editor?.edited) editor?.check();
    } else {
      const s = await get<Sheet>(`/trials/${encodeURIComponent(id)}`);
      if (gone) return;
      setSheet(s);
      openEditor(s.text, j?.params.file);
    }
    if (j) {
      settings(j);
      follow(j);
    } else drawn();
  }
  load().catch(alive((e: Refusal) => {
    fill(place, h("p", { class: "trail" }, h("a", { href: "/trials" }, "All trials")), h("h1", {}, "Trials"), problemBox(e));
  }));
  return {
    leave() {
      gone = true;
      watch?.leave();
      result?.leave();
      editor?.leave();
    },
  };
}

function standingText(s: Sheet, edited: boolean): Child {
  if (edited && s.results !== "none") return "The file was changed: what the trial reported belongs to its own design, not to this one.";
  return { calibration: "Its results are part of the calibration: the model was fitted to them, among others. A prediction leaves them out unless told otherwise.",
    "kept back": "Its results are kept back to test predictions: the product holds none of them.", none: s.id === own ? "A trial of your own: nothing was reported." : "No reported responses of it are in the library." }[s.results];
}

function reportedTable(s: Sheet): HTMLElement {
  const t: Table = {
    caption: "Reported", columns: ["endpoint", "week", "arm", "patients", "value", "interval as printed", "verified", "source"], numeric: [1, 3, 4],
    rows: s.reported.map((r) => [r.endpoint, r.week, r.arm, r.n, r.value, r.interval, r.verified ? "yes" : "no", r.source]),
  };
  return h("details", { class: "reported" }, h("summary", {}, `What it reported: ${plural(s.reported.length, "figure")}, ${s.results === "calibration" ? "part of the calibration" : "kept back"}`),
    tableElement(t, (v, r, c) => {
      const row = s.reported[r];
      if (!row) return v;
      if (c === 4) return amount(row.value, isChange(row)) + (isChange(row) ? "" : " %");
      return c === 6 ? badge(row.verified) : v;
    }),
    h("button", { type: "button", class: "link", onclick: () => save(new Blob([csv(t)], { type: "text/csv" }), `jakstat-${s.id}-reported.csv`) }, "Download these rows as CSV"));
}
