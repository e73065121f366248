// Risk and monitoring: how often what happens to a described population under each treatment, what drives it, what is gained for it; what the blood does,
// and what the labels ask to look at.

import { get, query, type Refusal } from "../api";
import { Cards, usualTreatment } from "../compare/cards";
import { drugs as allDrugs, type Drug } from "../compare/drugs";
import { parseTreatment, writeTreatment, type Treatment } from "../compare/treatment";
import { fill, h, setText } from "../dom";
import { figure, type Table } from "../figure";
import { capital } from "../format";
import { Live } from "../live";
import { problemBox } from "../problem";
import { Balance } from "../risk/balance";
import { closer } from "../risk/closer";
import { Forest } from "../risk/forest";
import { Courses, labelCards, labelTable, regions } from "../risk/monitoring";
import { PeopleForm, type People } from "../risk/people";
import { bandText, lookOf, neededText, riskTable, type Labs, type Populations, type RiskDocument } from "../risk/types";
import { remember, type Page } from "../router";

const mainEvents = ["serious infection", "herpes zoster", "VTE", "MACE", "malignancy excl NMSC", "death"];
const mostDrugs = 6;
const weeks = 24;

export const riskPage: Page = {
  path: "/risk",
  name: "Risk",
  title: "Risk and monitoring",
  open(place, parameters) {
    const people: People = { typical: parameters.get("typical") ?? "RA", years: parameters.get("years") ?? "", described: new Map() };
    for (const c of parameters.getAll("covariate")) {
      const [name = "", value = ""] = c.split("=");
      people.described.set(name, { yes: 100, no: 0 }[value] ?? Number.parseFloat(value));
    }
    let treatments = parameters.getAll("treatment").map(parseTreatment);
    let event = parameters.get("event") ?? "herpes zoster";
    let endpoint = parameters.get("endpoint") ?? "";
    let all = parameters.get("events") === "all";
    let allLabs = parameters.get("labs") === "all";
    let region = regions.find((r) => r === parameters.get("region")) ?? "EMA";
    let known: Populations | undefined;
    let list: Drug[] = [];
    let doc: RiskDocument | undefined;
    let labs: Labs | undefined;

    const disease = (): string => known?.populations.find((p) => p.name === people.typical)?.disease ?? "";
    const usual = (): string[] => known?.diseases.find((d) => d.name === disease())?.treatments ?? [];
    const share = new Map<string, boolean>();
    const drugs = (): [string, string][] => treatments.map((t) => ["treatment", writeTreatment(t)]);
    const asked = (): [string, string][] => [["typical", people.typical], ...(people.years ? [["years", people.years] as [string, string]] : []),
      ...[...people.described].map(([name, v]): [string, string] => ["covariate", `${name}=${v}${share.get(name) === false ? "" : "%"}`])];
    const only = (name: string, value: string, usually: string): [string, string][] => (value === usually ? [] : [[name, value]]);
    const keep = (step: boolean): void => remember("/risk", query([
      ...(treatments.map(writeTreatment).join() === usual().join() ? [] : drugs()), ...asked(),
      ...only("event", event, "herpes zoster"), ...only("endpoint", endpoint, ""), ...only("events", all ? "all" : "", ""), ...only("labs", allLabs ? "all" : "", ""), ...only("region", region, "EMA"),
    ]), step);

    const trouble = h("div");
    const forest = new Forest({ unit: "events per 100 patient-years" });
    const balance = new Balance();
    const courses = new Courses();
    const detail = closer();

    const riskPath = (benefit: boolean): string => "/risk" + query([...drugs(), ...asked(), ...(benefit ? only("endpoint", endpoint, "") : [["endpoint", "none"] as [string, string]])]);
    const labsPath = (subjects: number): string => "/labs" + query([...drugs(), ["disease", disease()], ["weeks", String(weeks)], ...(subjects ? [] : [["subjects", "0"] as [string, string]])]);
    // The first benefit needs all efficacy results, which take the server a moment; risks do not wait for it.
    let warm = false;
    const quick = async (): Promise<void> => {
      const [d, l] = await Promise.all([get<RiskDocument>(riskPath(warm)), get<Labs>(labsPath(0))]);
      const had = warm ? undefined : doc?.benefit;
      doc = had ? { ...d, benefit: had } : d;
      labs = l;
      draw(true);
    };
    const thorough = async (signal: AbortSignal): Promise<void> => {
      const [d, l] = await Promise.all([get<RiskDocument>(riskPath(true), signal), get<Labs>(labsPath(1), signal)]);
      warm = true;
      doc = d;
      labs = l;
      draw(false);
    };
    const live = new Live(quick, thorough, (e: Refusal | Error) => fill(trouble, problemBox(e)));

    const cards = new Cards({
      change(i, t, final) {
        treatments = treatments.map((old, k) => (k === i ? t : old));
        keep(final);
        if (final) {
          if (document.activeElement instanceof HTMLInputElement) cards.hold(treatments, list);
          else cards.show(treatments, list);
        }
        live.ask();
      },
      remove(i) {
        treatments = treatments.filter((_, k) => k !== i);
        changed();
      },
      add(drug) {
        treatments = [...treatments, plain(usualTreatment(drug))];
        changed();
      },
    }, mostDrugs);
    const changed = (): void => {
      keep(true);
      cards.show(treatments, list);
      live.ask();
    };
    let before = "";
    const form = new PeopleForm((final, another) => {
      if (another && disease() !== before) {
        treatments = usual().map(parseTreatment).slice(0, mostDrugs);
        endpoint = "";
        cards.show(treatments, list);
        drawEndpoints();
      }
      before = disease();
      keep(final);
      live.ask();
    });

    const who = h("p", { class: "sub" });
    const told = h("ul", { class: "told" });
    const moreEvents = h("button", { type: "button", onclick: () => {
      all = !all;
      keep(true);
      draw(false);
    } });
    const shownEvents = (): string[] => (doc?.events.map((e) => e.name) ?? []).filter((e) => all || mainEvents.includes(e));
    const command = (): string => doc?.command ?? "";
    const risks = figure({
      title: "How often it happens", file: "jakstat-risk", subtitle: who, body: h("div", {}, h("div", { class: "bar" }, moreEvents), forest.element),
      table: () => riskTable(doc as RiskDocument, shownEvents()), svg: () => ({ text: forest.svg() }), json: () => ({ text: JSON.stringify(doc, null, 1) }), command,
      after: h("p", { class: "u" }, "Bars are 95 % intervals of a group of such people, as trials and registries find them. Hazards are averaged over the time under treatment."),
    });
    const eventPick = h("select", { "aria-label": "Event to look at closer", onchange: () => {
      event = eventPick.value;
      keep(true);
      draw(false);
    } });
    const endpointPick = h("select", { "aria-label": "Endpoint of the benefit", onchange: () => {
      endpoint = endpointPick.value;
      keep(true);
      live.ask();
    } });
    const benefitNote = h("div");
    const balanced = figure({
      title: "Benefit beside risk", file: "jakstat-benefit-risk", subtitle: "The same doses in the same people: who reaches the endpoint beyond placebo in a new trial, and who has the event. Bars are 95 % intervals.",
      body: h("div", {}, h("div", { class: "bar" }, h("label", { class: "pick" }, "Benefit", endpointPick)), balance.element, benefitNote),
      table: () => balance.table(), svg: () => "/figures/risk.svg" + query([...drugs(), ...asked(), ...only("endpoint", endpoint, ""), ["weigh", event]]), json: () => ({ text: JSON.stringify(doc, null, 1) }),
      command: () => command().replace(/ --json$/, "").replace(/ --endpoint=none/, "") + ` --weigh "${event}"`,
    });
    const labsMore = h("button", { type: "button", onclick: () => {
      allLabs = !allLabs;
      keep(true);
      draw(false);
    } });
    const grades = h("div");
    const blood = figure({
      title: "Laboratory values over weeks", file: "jakstat-labs", subtitle: "What the blocked cytokines do to the typical patient's blood. One set of numbers serves all drugs.",
      body: h("div", {}, h("div", { class: "bar" }, labsMore), courses.element), after: grades,
      table: (): Table => courses.table(), svg: () => "/figures/labs.svg" + labsPath(1).slice("/labs".length), json: () => ({ text: JSON.stringify(labs, null, 1) }), command: () => labs?.command ?? labs?.manifest.command ?? "",
    });
    const labelPlace = h("div");
    const regionPick = h("fieldset", { class: "segments", "aria-label": "Whose labels" }, regions.map((r) => h("label", {}, h("input", { type: "radio", name: "region", value: r, checked: r === region, onchange: () => {
      region = r;
      keep(true);
      draw(false);
    } }), h("span", {}, r))));
    const labels = figure({
      title: "What the labels ask for", file: "jakstat-labels", subtitle: "Monitoring, when not to start, to interrupt or to stop, vaccination and screening, as printed.",
      body: h("div", {}, h("div", { class: "bar" }, regionPick), labelPlace), table: () => labelTable(doc as RiskDocument), json: () => ({ text: JSON.stringify({ disease: doc?.population.disease, labels: doc?.labels }, null, 1) }), command,
    });

    function drawEndpoints(): void {
      const d = known?.diseases.find((x) => x.name === disease());
      fill(endpointPick, h("option", { value: "" }, `${d?.main_endpoint ?? ""}`), d?.endpoints.filter((e) => e !== d.main_endpoint).map((e) => h("option", { value: e }, e)));
      endpointPick.value = endpoint;
    }

    /** draw shows what there is; rough says that more exact numbers are on their way. */
    function draw(rough: boolean): void {
      if (!doc) return;
      const d = doc;
      if (trouble.firstChild) trouble.replaceChildren();
      const events = d.events.map((e) => e.name);
      if (!events.includes(event)) event = events[0] ?? "";
      const shown = shownEvents();
      setText(who, `${d.population.disease}, ${d.population.years} years under treatment` + (people.described.size ? `, ${people.described.size} of ${d.population.covariates.length} properties described` : "") + `, the rest as in “${d.population.typical ?? ""}”.`);
      forest.set(d.risks.filter((r) => shown.includes(r.event)).map((r) => ({
        group: capital(r.event), label: r.treatment, look: lookOf(d, r.treatment), ...(r.treatment.startsWith("TNF") ? { mark: "□" } : {}), value: r.per_100_patient_years.median, low: r.per_100_patient_years.low, high: r.per_100_patient_years.high, note: bandText(r.per_100_patient_years),
      })), finding(d));
      fill(told, difference(d));
      setText(moreEvents, all ? "Show the main events only" : `Show all ${events.length} events`);
      if (eventPick.childElementCount !== events.length) fill(eventPick, events.map((e) => h("option", { value: e }, capital(e))));
      eventPick.value = event;
      detail.update(d, event);
      balance.set(d, event);
      balance.element.classList.toggle("stale", rough && !warm && Boolean(d.benefit));
      fill(benefitNote, d.benefit && [h("p", { class: "u" }, `${d.benefit.endpoint}: ${d.benefit.definition}. ${d.benefit.assumptions.join(" ")}`),
        h("ul", { class: "notes" }, d.benefit.treatments.filter((t) => t.reason).map((t) => h("li", {}, `${capital(t.treatment)}: ${t.reason}.`)))]);
      if (labs) {
        courses.set(labs, allLabs);
        setText(labsMore, allLabs ? "Show what labels watch" : `Show all ${labs.treatments[0]?.labs.length ?? 0} values`);
        const unknown = labs.treatments.filter((t) => t.unknown.length).map((t) => h("p", { class: "u" }, `${t.treatment}: nothing is known of ${t.unknown.join(", ")}; taken as not blocked.`));
        fill(grades, courses.grades(), unknown);
      }
      fill(labelPlace, labelCards(d, region));
      [risks, balanced, blood, labels].forEach((f) => f.refresh());
      place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
      place.dataset["benefit"] = rough || !d.benefit ? "" : d.benefit.endpoint;
    }

    place.classList.add("risks");
    fill(place, h("h1", {}, "Risk and monitoring"),
      h("p", { class: "lead" }, "Describe a population, choose drugs and doses: what happens how often, what is gained, what to watch."),
      h("p", { class: "notice" }, "For research and teaching. Not for treating a patient: all numbers are for groups of people, never for one person."),
      trouble, cards.element,
      h("div", { class: "designer" }, form.element, h("div", { class: "results" },
        risks.element,
        h("section", { "aria-label": "Against a TNF inhibitor" }, h("h3", {}, "Told apart from a TNF inhibitor"), told),
        h("div", { class: "monitoring" }, h("label", { class: "pick" }, h("b", {}, "Look closer at"), eventPick), detail.elements, balanced.element))),
      h("section", { class: "monitoring" }, h("h2", {}, "Monitoring"), blood.element, labels.element));
    Promise.all([get<Populations>("/populations"), allDrugs()]).then(([p, d]) => {
      known = p;
      list = d;
      p.covariates.forEach((c) => share.set(c.name, c.share));
      if (!treatments.length) treatments = usual().map(parseTreatment).slice(0, mostDrugs);
      before = disease();
      form.show(people, p);
      cards.show(treatments, list);
      drawEndpoints();
      live.ask();
    }, (e: Error) => fill(trouble, problemBox(e)));
    return {
      leave() {
        place.classList.remove("risks");
        delete place.dataset["benefit"];
        live.leave();
        forest.leave();
        balance.leave();
        courses.leave();
        detail.leave();
      },
    };
  },
};

/** plain leaves the model to the server, which takes that of the disease. */
const plain = (t: Treatment): Treatment => ({ ...t, model: "" });

/** finding is the picture in words. */
function finding(d: RiskDocument): string {
  return "Events per 100 patient-years. " + d.risks.map((r) => `${r.event}, ${r.treatment}: ${bandText(r.per_100_patient_years)}`).join("; ");
}

/** difference lists what the evidence tells apart from a TNF inhibitor, with the number needed to harm. */
function difference(d: RiskDocument): HTMLElement[] {
  const rows = d.risks.filter((r) => r.number_needed.people !== null);
  if (!rows.length) return [h("li", {}, "Nothing: every interval of a difference holds 0, so there is no number needed to harm.")];
  return [...rows.map((r) => h("li", {}, h("b", {}, capital(r.event)), ` under ${r.treatment}: ${neededText(r)} people treated for a year.`)), h("li", {}, "All other differences are within their intervals: a number needed would be no number.")];
}
