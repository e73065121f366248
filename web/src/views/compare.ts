// Compare: drugs and doses as cards; what each blocks, over the day, and what it spares.

import { get, query, type Refusal } from "../api";
import { Cards, usualTreatment } from "../compare/cards";
import { Day, type Band, type Course } from "../compare/day";
import { drugs as allDrugs, type Drug } from "../compare/drugs";
import { Heat, heatKey, heatTable, key } from "../compare/heat";
import { measureOf, measures } from "../compare/measure";
import { joined, typical } from "../compare/merge";
import { showCell } from "../compare/sources";
import { label, parseTreatment, writeTreatment, type Treatment } from "../compare/treatment";
import { Windows } from "../compare/windows";
import { fill, h, setText } from "../dom";
import { figure } from "../figure";
import { percent } from "../format";
import { Live } from "../live";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";
import type { Compare } from "../types";

const first = ["upadacitinib:15 mg:qd", "tofacitinib:5 mg:bid", "baricitinib:4 mg:qd"];
const followedFirst = ["IL-6/pSTAT3", "IL-15/pSTAT5", "EPO/pSTAT5"];
const mostFollowed = 6;
const patients = 48;

interface CoursesDocument {
  treatments: { drug: string; regimen: string; time_h: number[]; total_equivalents_nM: Band; inhibition: { readout: string; fraction: Band | null }[] }[];
}

export const comparePage: Page = {
  path: "/compare",
  name: "Compare",
  title: "Which cytokines does each JAK inhibitor block?",
  open(place, parameters) {
    const given = parameters.getAll("treatment").map(parseTreatment);
    let treatments: Treatment[] = given.length ? given : first.map(parseTreatment);
    let measure = measureOf(parameters.get("measure"));
    let followed = parameters.has("follow") ? parameters.get("follow")!.split(",").filter(Boolean) : followedFirst;
    let all = parameters.get("rows") === "all";
    let find = "";
    let list: Drug[] = [];
    let doc: Compare | undefined;
    let courses: Course[] | undefined;

    const asked = (): [string, string][] => treatments.map((t) => ["treatment", writeTreatment(t)]);
    const search = (): string => query([
      ...asked(),
      ...(measure.id === "average" ? [] : [["measure", measure.id] as [string, string]]),
      ...(followed.join() === followedFirst.join() ? [] : [["follow", followed.join()] as [string, string]]),
      ...(all ? [["rows", "all"] as [string, string]] : []),
    ]);
    const keep = (step: boolean): void => remember("/compare", search(), step);

    const trouble = h("div");
    const glance = h("div", { class: "glance", role: "region", "aria-label": "At a glance" });
    const day = new Day();
    const windows = new Windows();
    const heat = new Heat({
      open: (row, j) => doc && showCell(doc, row, j),
      follow: (row) => {
        const name = key(row);
        followed = followed.includes(name) ? followed.filter((f) => f !== name) : [...followed, name].slice(-mostFollowed);
        keep(true);
        draw();
        live.ask();
      },
    });
    const state = () => ({ measure, followed, all, find });

    const only = (): [string, string][] => [["only", followed.length ? followed.join(",") : "IL-6/pSTAT3"]];
    const take = (c: Compare, parts: CoursesDocument[]): void => {
      doc = c;
      courses = parts.flatMap((d) => d.treatments).map((t, i) => ({ name: label(c.columns[i] ?? { drug: t.drug, dose: "", regimen: t.regimen }), hours: t.time_h, concentration: t.total_equivalents_nM, inhibition: new Map(t.inhibition.flatMap((x) => (x.fraction ? [[x.readout, x.fraction] as const] : []))) }));
      draw();
    };
    // While a slider moves, only the typical patient, and of the treatment that changed: a few milliseconds each.
    const quick = async (): Promise<void> => {
      const now = treatments;
      const [c, d] = await Promise.all([
        Promise.all(now.map(typical)),
        Promise.all(now.map((t) => get<CoursesDocument>("/simulate" + query([["treatment", writeTreatment(t)], ["subjects", "0"], ...only()])))),
      ]);
      take(joined(c), d);
    };
    const thorough = async (signal: AbortSignal): Promise<void> => {
      const common: [string, string][] = [...asked(), ["subjects", String(patients)]];
      const [c, d] = await Promise.all([get<Compare>("/compare" + query(common), signal), get<CoursesDocument>("/simulate" + query([...common, ...only()]), signal)]);
      take(c, [d]);
    };
    const live = new Live(quick, thorough, (e: Refusal | Error) => fill(trouble, problemBox(e)));

    const cards = new Cards({
      change(i, t, final) {
        treatments = treatments.map((old, k) => (k === i ? t : old));
        if (final) {
          keep(true);
          const typed = document.activeElement instanceof HTMLInputElement;
          if (typed) cards.hold(treatments, list);
          else cards.show(treatments, list);
        } else keep(false);
        live.ask();
      },
      remove(i) {
        treatments = treatments.filter((_, k) => k !== i);
        changed();
      },
      add(drug) {
        treatments = [...treatments, usualTreatment(drug)];
        changed();
      },
    });
    const changed = (): void => {
      keep(true);
      cards.show(treatments, list);
      live.ask();
    };

    const commandOf = (): string => `jakstat compare${measure.id === "average" ? "" : ` --measure=${measure.id}`} ${treatments.map((t) => `"${writeTreatment(t)}"`).join(" ")}`;
    const with48 = (): [string, string][] => [...asked(), ["subjects", String(patients)]];
    const keyPlace = h("div");
    const showKey = (): void => fill(keyPlace, heatKey(measure));
    const rowsNote = h("button", { type: "button", onclick: () => {
      all = !all;
      keep(true);
      draw();
    } });
    const finder = h("input", { type: "search", placeholder: "Find a cytokine, cell or kinase pair", "aria-label": "Find a cytokine, cell or kinase pair", oninput: () => {
      find = finder.value;
      draw();
    } });
    const measurePick = h("fieldset", { class: "segments" }, h("legend", { class: "offscreen" }, "What the colours show"),
      measures.map((m) => h("label", {}, h("input", { type: "radio", name: "measure", value: m.id, checked: m.id === measure.id, onchange: () => {
        measure = m;
        keep(true);
        showKey();
        draw();
      } }), h("span", {}, m.name))));
    const heatFigure = figure({
      title: "Inhibition of each cytokine", file: "jakstat-inhibition",
      subtitle: "At steady state. Open a cell for its numbers and sources; a star follows a signal over the day.",
      body: h("div", {}, h("div", { class: "bar" }, measurePick, finder, rowsNote), heat.element, keyPlace),
      table: () => heatTable(doc as Compare, measure),
      svg: () => "/figures/heatmap.svg" + query([...with48(), ["measure", measure.id]]),
      json: () => "/compare.json" + query(with48()),
      command: commandOf,
    });
    const dayFigure = figure({
      title: "Over the day", file: "jakstat-day", subtitle: "At steady state, since the dose. Bands: 90 % of virtual patients. Arrow keys read values.",
      body: day.element, table: () => day.table(),
      svg: () => "/figures/course.svg" + query([...with48(), ...(followed.length ? [["only", followed.join(",")] as [string, string]] : [["show", "concentration"] as [string, string]])]),
      json: () => "/simulate.json" + query([...with48(), ...(followed.length ? [["only", followed.join(",")] as [string, string]] : [])]),
      command: () => `${commandOf()} --html compare.html`,
    });
    const windowFigure = figure({
      title: "Selectivity windows", file: "jakstat-windows", subtitle: "How many times more drug it takes to block half of the signal that should be spared than of the one that should be blocked. It does not depend on the dose.",
      body: windows.element, table: () => windows.table(), svg: () => ({ text: windows.svg() }), json: () => "/compare.json" + query(with48()), command: commandOf,
    });
    const notes = h("div", { class: "quiet" });

    function draw(): void {
      if (!doc) return;
      const began = performance.now();
      if (trouble.firstChild) trouble.replaceChildren();
      cards.exposure(doc.columns);
      heat.update(doc, state());
      setText(rowsNote, all ? "Show the main signals only" : `Show all ${doc.rows.length} signals`);
      rowsNote.hidden = find !== "";
      place.querySelector(".beside")?.classList.toggle("many", doc.columns.length > 4);
      if (courses) day.update(courses, followed.filter((f) => doc!.rows.some((r) => key(r) === f)));
      windows.update(doc);
      drawGlance();
      fill(notes, doc.missing?.map((m) => h("p", {}, `Not shown: ${m.drug}: ${m.reason}`)));
      heatFigure.refresh();
      dayFigure.refresh();
      windowFigure.refresh();
      place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
      place.dataset["drawing"] = (performance.now() - began).toFixed(2);
      place.dataset["subjects"] = String(doc.manifest.subjects);
    }

    // The answer in one look: the followed signals as bars, one for each treatment.
    let bars: { fill: HTMLElement; value: HTMLElement }[][] = [];
    let barShape = "";
    function drawGlance(): void {
      const d = doc as Compare;
      const rows = followed.map((f) => d.rows.find((r) => key(r) === f)).filter((r) => r !== undefined);
      const shape = rows.map(key).join() + d.columns.map((c) => c.drug).join();
      if (shape !== barShape) {
        barShape = shape;
        bars = rows.map((r) => r.values.map(() => ({ fill: h("span", { class: "fill" }), value: h("span", { class: "value" }) })));
        fill(glance, rows.map((r, i) => h("div", { class: "signal" }, h("h3", {}, r.cytokine, h("span", { class: "u" }, ` p${r.stat}`)),
          h("dl", {}, d.columns.map((c, j) => [h("dt", {}, c.drug), h("dd", { class: `t${j % 8}` }, h("button", { type: "button", "aria-label": `${r.cytokine} under ${c.drug}: numbers and sources`, onclick: () => doc && showCell(doc, doc.rows.find((x) => key(x) === key(r)) ?? r, j) },
            h("span", { class: "track", "aria-hidden": "true" }, bars[i]?.[j]?.fill), bars[i]?.[j]?.value))])))));
      }
      rows.forEach((r, i) => r.values.forEach((c, j) => {
        const e = c.average_daily_inhibition;
        const b = bars[i]?.[j];
        if (!b) return;
        b.fill.style.setProperty("width", `${100 * (e?.typical ?? 0)}%`);
        setText(b.value, e ? percent(e.typical) : "–");
        b.value.parentElement?.setAttribute("aria-label", `${r.cytokine} under ${d.columns[j]?.drug}: ${e ? percent(e.typical) : "no number"} on average over the day. Numbers and sources`);
      }));
    }

    showKey();
    fill(place,
      h("h1", {}, "Which cytokines does each JAK inhibitor block?"),
      h("p", { class: "lead" }, "Choose drugs and doses. Every number opens to the measurements it comes from."),
      trouble, cards.element,
      h("section", { class: "glancing", "aria-labelledby": "glance-title" }, h("h2", { id: "glance-title" }, "Blocked on average over the day"), glance),
      h("div", { class: "beside" }, heatFigure.element, dayFigure.element), windowFigure.element, notes);
    cards.show(treatments, list);
    live.ask();
    allDrugs().then((d) => {
      list = d;
      cards.show(treatments, list);
      if (doc) cards.exposure(doc.columns);
    }, (e: Error) => fill(trouble, problemBox(e)));
    return {
      leave() {
        live.leave();
        day.leave();
        windows.leave();
      },
    };
  },
};
