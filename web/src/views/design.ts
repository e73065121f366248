// Design: what a molecule that does not exist yet would block, beside those that do.

import { post, postText, query, type Refusal } from "../api";
import { drugs as allDrugs, type Drug } from "../compare/drugs";
import { Heat, heatKey, heatTable, key } from "../compare/heat";
import { measureOf } from "../compare/measure";
import { joined, typical } from "../compare/merge";
import { showCell } from "../compare/sources";
import { readableRegimen, regimens, writeTreatment } from "../compare/treatment";
import { Windows } from "../compare/windows";
import { body, doseField, potencies, properties, readValues, writeValues, type Field } from "../design/molecule";
import { fill, h, save, setText } from "../dom";
import { figure } from "../figure";
import { significant } from "../format";
import { Live } from "../live";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";
import type { Compare } from "../types";

interface Design extends Compare {
  drug_file: string;
}

const besideFirst = ["upadacitinib:15 mg:qd"];
const measure = measureOf("average");
const patients = 48;

export const designPage: Page = {
  path: "/design",
  name: "Design",
  title: "Design a molecule",
  open(place, parameters) {
    const values = readValues(parameters);
    let regimen = parameters.get("regimen") ?? "qd";
    let beside = parameters.has("beside") ? parameters.getAll("beside").filter(Boolean) : besideFirst;
    let all = parameters.get("rows") === "all";
    let doc: Design | undefined;
    const trouble = h("div");
    const heat = new Heat({ open: (row, j) => doc && showCell(doc, row, j, j > 0 ? undefined : doc.command) }, "Inhibition by the molecule and by drugs beside it");
    const windows = new Windows();
    const schedule = (): [string, string][] => [["dose", `${values["dose"]} mg`], ["regimen", regimen]];
    const besides = (): string => query(beside.map((b): [string, string] => ["beside", b])).replace("?", "&");
    const keep = (step: boolean): void => remember("/design", query([...writeValues(values), ...(regimen === "qd" ? [] : [["regimen", regimen] as [string, string]]),
      ...(beside.join() === besideFirst.join() ? [] : (beside.length ? beside : [""]).map((b): [string, string] => ["beside", b])), ...(all ? [["rows", "all"] as [string, string]] : [])]), step);
    const send = (subjects: number, besides: string, signal?: AbortSignal): Promise<Design> => post<Design>("/design" + query([...schedule(), ["subjects", String(subjects)]]) + besides, body(values), "application/json", signal);
    // While a slider moves, the drugs beside the molecule are known already.
    const quick = async (): Promise<void> => {
      const [mine, ...others] = await Promise.all([send(0, ""), ...beside.map(typical)]);
      doc = { ...joined([mine, ...others]), drug_file: mine.drug_file, command: commandOf(mine) };
      draw();
    };
    const thorough = async (signal: AbortSignal): Promise<void> => {
      const mine = await send(patients, besides(), signal);
      doc = { ...mine, command: commandOf(mine) };
      draw();
    };
    const commandOf = (d: Design): string => (d.command ?? d.manifest.command).replace(/ --subjects=\d+/, "").replace(/ --beside "[^"]*"/g, "").replace(/ --json$/, "") + beside.map((b) => ` --beside "${b}"`).join("");
    const live = new Live(quick, thorough, (e: Refusal | Error) => fill(trouble, problemBox(e)));

    const change = (final: boolean): void => {
      keep(final);
      live.ask();
    };
    const chips = h("div", { class: "chips" });
    let list: Drug[] = [];
    function drawChips(): void {
      const add = h("select", { "aria-label": "Show a drug beside the molecule", onchange: () => {
        const drug = list.find((d) => d.name === add.value);
        if (drug?.usual) {
          beside = [...beside, writeTreatment(drug.usual)];
          drawChips();
          change(true);
        }
      } }, h("option", { value: "" }, "+ beside it"), list.filter((d) => d.usual && !beside.some((b) => b.startsWith(d.name + ":"))).map((d) => h("option", { value: d.name }, d.name)));
      fill(chips, beside.map((b) => h("span", { class: "chip" }, b.split(":").slice(0, 3).join(" "), h("button", { type: "button", class: "close", "aria-label": `Remove ${b.split(":")[0]}`, onclick: () => {
        beside = beside.filter((x) => x !== b);
        drawChips();
        change(true);
      } }, "×"))), beside.length < 7 && add);
    }
    const regimenPick = h("select", { "aria-label": "Regimen", value: regimen, onchange: () => {
      regimen = regimenPick.value;
      change(true);
    } }, [...new Set([...regimens, regimen])].map((r) => h("option", { value: r }, readableRegimen(r))));
    regimenPick.value = regimen;
    const rowsNote = h("button", { type: "button", onclick: () => {
      all = !all;
      keep(true);
      draw();
    } });
    const exposure = h("p", { class: "exposure" });
    const control = (f: Field): HTMLElement => slider(f, values[f.id] as number, (v, final) => {
      values[f.id] = v;
      change(final);
    });
    const heatFigure = figure({
      title: "What it would block", file: "jakstat-design", subtitle: "Average over the day at steady state. All that the molecule does follows from the properties given; nothing of it was measured.",
      body: h("div", {}, h("div", { class: "bar" }, chips, rowsNote), heat.element, heatKey(measure)),
      table: () => heatTable(doc as Compare, measure),
      svg: () => ({ load: () => postText("/design.svg" + query(schedule()) + besides(), body(values), "application/json") }),
      json: () => ({ text: JSON.stringify(doc, null, 1) }),
      command: () => doc?.command ?? "",
    });
    const windowFigure = figure({
      title: "Selectivity windows", file: "jakstat-design-windows", subtitle: "How many times more drug it takes to block half of the signal that should be spared than of the one that should be blocked.",
      body: windows.element, table: () => windows.table(), svg: () => ({ text: windows.svg() }), json: () => ({ text: JSON.stringify(doc, null, 1) }), command: () => doc?.command ?? "",
    });

    function draw(): void {
      if (!doc) return;
      const began = performance.now();
      if (trouble.firstChild) trouble.replaceChildren();
      heat.update(doc, { measure, followed: [], all, find: "" });
      windows.update(doc);
      setText(rowsNote, all ? "Show the main signals only" : `Show all ${doc.rows.length} signals`);
      const c = doc.columns[0];
      if (c) setText(exposure, `Cmax ${significant(c.cmax_ng_per_mL.typical)} ng/mL · AUC ${significant(c.auc24_ng_h_per_mL.typical)} ng·h/mL a day · unbound average ${significant(c.unbound_average_nM)} nM`);
      heatFigure.refresh();
      windowFigure.refresh();
      place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
      place.dataset["drawing"] = (performance.now() - began).toFixed(2);
      place.dataset["rows"] = doc.rows.map(key).length.toString();
    }

    drawChips();
    fill(place, h("h1", {}, "Design a molecule"),
      h("p", { class: "lead" }, "Give it selectivity and pharmacokinetics; see what it would block, beside drugs that exist."),
      trouble,
      h("div", { class: "designer" },
        h("form", { class: "properties", "aria-label": "Properties of the molecule", onsubmit: (e: Event) => e.preventDefault() },
          h("fieldset", {}, h("legend", {}, "Constants at the kinases"), potencies.map(control)),
          h("fieldset", {}, h("legend", {}, "Pharmacokinetics"), properties.map(control)),
          h("fieldset", {}, h("legend", {}, "Dose"), control(doseField), h("div", { class: "row" }, regimenPick)), exposure,
          h("button", { type: "button", class: "link", onclick: () => doc && save(new Blob([doc.drug_file], { type: "application/yaml" }), "molecule.yaml") }, "Download as a drug file (YAML)")),
        h("div", { class: "results" }, heatFigure.element, windowFigure.element)));
    live.ask();
    allDrugs().then((d) => {
      list = d;
      drawChips();
    }, (e: Error) => fill(trouble, problemBox(e)));
    return {
      leave() {
        live.leave();
        windows.leave();
      },
    };
  },
};

/** slider is a field with a typed twin; logarithmic ones take two hundred steps of equal ratio. */
function slider(f: Field, value: number, changed: (v: number, final: boolean) => void): HTMLElement {
  const steps = 200;
  const to = (v: number): number => (f.log ? (steps * Math.log(v / f.low)) / Math.log(f.high / f.low) : (steps * (v - f.low)) / (f.high - f.low));
  const from = (p: number): number => Number((f.log ? f.low * (f.high / f.low) ** (p / steps) : f.low + (p / steps) * (f.high - f.low)).toPrecision(2 + Number(!f.log)));
  const range = h("input", { type: "range", min: 0, max: steps, step: 1, value: to(value), "aria-label": `${f.name} in ${f.unit}`, "aria-valuetext": `${value} ${f.unit}` });
  const number = h("input", { type: "number", min: 0, step: "any", value, inputmode: "decimal", "aria-label": `${f.name}, typed, in ${f.unit}` });
  const take = (v: number, final: boolean): void => {
    if (!(v > 0)) return;
    range.setAttribute("aria-valuetext", `${v} ${f.unit}`);
    changed(v, final);
  };
  const slide = (final: boolean) => (): void => {
    const v = from(range.valueAsNumber);
    number.value = String(v);
    take(v, final);
  };
  range.addEventListener("input", slide(false));
  range.addEventListener("change", slide(true));
  number.addEventListener("change", () => {
    range.value = String(to(number.valueAsNumber));
    take(number.valueAsNumber, true);
  });
  return h("div", { class: "field", title: f.about }, h("span", { class: "name" }, f.name), h("span", { class: "amount" }, number, ` ${f.unit}`), range);
}
