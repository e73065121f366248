// What people come to do, done as they would: by what is written on the screen, by keyboard, by link.
import { assert, equal } from "./check.mjs";
import { open, views } from "./views.mjs";

const percentIn = (text) => Number(/(\d+) %/.exec(text)?.[1]);

/** numbers asks the program itself what the page should show. */
async function numbers(base, treatments, signals) {
  const q = treatments.map((t) => `treatment=${encodeURIComponent(t)}`).join("&");
  const doc = await (await fetch(`${base}/api/v1/compare?${q}&subjects=0`)).json();
  return signals.map((s) => doc.rows.find((r) => r.cytokine === s).values.map((v) => Math.round(100 * v.average_daily_inhibition.typical)));
}

export const journeys = [
  {
    name: "a newcomer finds how upadacitinib 15 mg and tofacitinib 5 mg twice daily differ on IL-6, IL-15 and EPO, and where a number comes from",
    async run(page, base) {
      const began = performance.now();
      await page.goto(base + "/");
      const glance = page.getByRole("region", { name: "At a glance" });
      await glance.getByText("IL-15").waitFor();
      const want = await numbers(base, ["upadacitinib:15 mg:qd", "tofacitinib:5 mg:bid"], ["IL-6", "IL-15", "EPO"]);
      for (const [i, signal] of ["IL-6", "IL-15", "EPO"].entries()) {
        for (const [j, drug] of ["upadacitinib", "tofacitinib"].entries()) {
          const text = await glance.getByRole("button", { name: new RegExp(`^${signal} under ${drug}:`) }).innerText();
          equal(percentIn(text), want[i][j], `${signal} under ${drug}`);
        }
      }
      equal(await page.getByLabel("Dose of tofacitinib in mg").inputValue(), "5", "dose of tofacitinib");
      equal(await page.getByLabel("Regimen of tofacitinib").inputValue(), "bid", "regimen of tofacitinib");
      await glance.getByRole("button", { name: /^IL-6 under upadacitinib/ }).click();
      const drawer = page.getByRole("dialog");
      await drawer.getByText("Mohamed").first().waitFor();
      assert(await drawer.getByText("● verified").first().isVisible(), "the source says that it is verified");
      const href = await drawer.getByRole("link", { name: "cell29" }).getAttribute("href");
      await drawer.getByRole("link", { name: "cell29" }).click();
      await page.getByRole("dialog").getByText("60.7").first().waitFor();
      assert(page.url().endsWith(href), `the address ${page.url()} names the row`);
      const taken = (performance.now() - began) / 1000;
      assert(taken < 60, `it took ${taken} s`);
      return `${taken.toFixed(1)} s by machine, two taps from number to source`;
    },
  },
  {
    name: "a dose changes by slider, number and keyboard; address, figures and command follow; the link reproduces them",
    async run(page, base) {
      await open(page, base, views[0]);
      const cell = page.getByRole("button", { name: /^IL-6 under upadacitinib/ });
      const before = percentIn(await cell.innerText());
      const slider = page.getByLabel("Dose of upadacitinib in mg");
      await slider.focus();
      for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowRight");
      const mg = Number(await slider.inputValue());
      assert(mg > 15, `the dose is ${mg} mg`);
      const [[want]] = await numbers(base, [`upadacitinib:${mg} mg:qd`], ["IL-6"]);
      await page.waitForFunction(([w]) => [...document.querySelectorAll(".glance button")].find((b) => b.getAttribute("aria-label")?.startsWith("IL-6 under upadacitinib"))?.textContent?.includes(`${w} %`), [want]);
      assert(want > before, "more drug blocks more");
      await page.waitForURL((u) => u.search.includes(`upadacitinib:${mg}+mg:qd`));
      await page.locator("figure code").filter({ hasText: `"upadacitinib:${mg} mg:qd"` }).first().waitFor();
      await page.getByLabel("Dose of upadacitinib, typed, in mg").fill("30");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => location.search.includes("30+mg"));
      const shown = page.url();
      await page.locator('main[data-subjects="48"]').waitFor();
      const text = await page.locator(".heat tbody").first().innerText();
      await page.goto(shown);
      await page.locator('main[data-subjects="48"]').waitFor();
      equal(await page.locator(".heat tbody").first().innerText(), text, "the heat map of the link");
    },
  },
  {
    name: "drugs are added and removed, back and forward work",
    async run(page, base) {
      await open(page, base, views[0]);
      await page.getByLabel("Add a drug").selectOption("ritlecitinib");
      await page.locator(".heat thead").getByText("ritlecitinib").waitFor();
      await page.getByRole("button", { name: "Remove baricitinib" }).click();
      await page.waitForFunction(() => !document.querySelector(".heat thead")?.textContent?.includes("baricitinib"));
      await page.goBack();
      await page.locator(".heat thead").getByText("baricitinib").waitFor();
      await page.goForward();
      await page.waitForFunction(() => document.querySelector(".heat thead") && !document.querySelector(".heat thead")?.textContent?.includes("baricitinib"));
    },
  },
  {
    name: "the heat map is read and opened with the keyboard alone",
    async run(page, base) {
      await open(page, base, views[0]);
      await page.locator('.heat [tabindex="0"]').focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").getByRole("heading", { name: "IL-15 under upadacitinib" }).waitFor();
      await page.keyboard.press("Escape");
      equal(await page.evaluate(() => document.activeElement?.tagName), "TD", "focus returns to the cell");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelectorAll(".glance .signal").length === 4);
    },
  },
  {
    name: "a trace is read with the arrow keys",
    async run(page, base) {
      await open(page, base, views[0]);
      const chart = page.getByRole("group", { name: /^EPO/ }).last();
      await chart.focus();
      for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
      const text = await chart.locator(".readout").innerText();
      assert(/h: .*upadacitinib \d+ %, tofacitinib \d+ %/.test(text), `it reads ${JSON.stringify(text)}`);
    },
  },
  {
    name: "every figure gives table, CSV, SVG, PNG and JSON",
    async run(page, base) {
      await open(page, base, views[0]);
      const sizes = [];
      for (const title of ["Inhibition of each cytokine", "Over the day", "Selectivity windows"]) {
        const figure = page.getByRole("figure", { name: title });
        await figure.getByRole("button", { name: "Table" }).click();
        assert((await figure.locator(".numbers tbody tr").count()) > 3, `${title}: rows of the table`);
        for (const [kind, begin] of [["CSV", ""], ["SVG", "<"], ["PNG", "\x89PNG"], ["JSON", "{"]]) {
          const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", { name: kind, exact: true }).click()]);
          const data = await (await import("node:fs/promises")).readFile(await download.path());
          assert(data.subarray(0, begin.length).toString("latin1") === begin && data.length > 200, `${title}: ${kind} has ${data.length} bytes and begins ${JSON.stringify(data.subarray(0, 12).toString("latin1"))}`);
          sizes.push(data.length);
        }
      }
      return `${sizes.length} files`;
    },
  },
  {
    name: "a disease is followed back to its cytokines and to a source on the map",
    async run(page, base) {
      await open(page, base, views[2]);
      await page.getByRole("button", { name: /^atopic dermatitis: \d+ cytokines drive it/ }).click();
      await page.getByRole("heading", { name: /^atopic dermatitis: \d+ cytokines/ }).waitFor();
      assert(page.url().includes("follow=disease:atopic+dermatitis"), page.url());
      await page.getByRole("button", { name: /of IL-13 blocked: numbers and sources/ }).click();
      await page.getByRole("dialog").getByText("Source of the receptor and of the diseases").waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".pathway .node[tabindex='0']").focus();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => !location.search.includes("atopic"));
    },
  },
  {
    name: "a molecule is designed, compared and taken away as a drug file",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "design"));
      const first = () => page.locator(".heat tbody td").first().innerText();
      const before = percentIn(await first());
      await page.getByLabel("JAK1, typed, in nM").fill("20");
      await page.keyboard.press("Enter");
      await page.waitForFunction((b) => Number(/(\d+) %/.exec(document.querySelector(".heat tbody td")?.textContent ?? "")?.[1]) < b, before);
      await page.waitForURL((u) => u.search.includes("JAK1=20"));
      await page.locator("figure code").filter({ hasText: "JAK1=20nM" }).filter({ hasText: '--ka "1 1/h"' }).first().waitFor();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /drug file/ }).click()]);
      const text = await (await import("node:fs/promises")).readFile(await download.path(), "utf8");
      assert(/20 ?nM/.test(text), "the drug file has the constant");
    },
  },
  {
    name: "a risk group is described; how often what happens, the number needed to harm, disagreeing registries and the benefit are found, as the program says",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "risk"));
      await page.getByLabel("Named population").selectOption("RA with cardiovascular risk");
      await page.getByLabel("Mean age, typed, years").fill("70");
      await page.keyboard.press("Enter");
      const smokers = page.getByLabel("Smoke now, %", { exact: true });
      await smokers.focus();
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      await page.waitForURL((u) => u.search.includes("covariate=age%3D70") && u.search.includes("smoker%3D"));
      await page.getByLabel("Event to look at closer").selectOption("MACE");
      await page.locator("figure code").filter({ hasText: "--age=70" }).filter({ hasText: '--weigh "MACE"' }).first().waitFor();
      await page.locator('main[data-benefit="ACR20"]').waitFor();
      const said = new URL(page.url()).searchParams;
      const asked = new URLSearchParams([["typical", "RA with cardiovascular risk"], ...said.getAll("covariate").map((c) => ["covariate", c]), ...["tofacitinib:5 mg:bid", "baricitinib:4 mg:qd", "upadacitinib:15 mg:qd", "filgotinib:200 mg:qd"].map((t) => ["treatment", t])]);
      const doc = await (await fetch(`${base}/api/v1/risk?${asked}`)).json();
      const mace = doc.risks.find((r) => r.event === "MACE" && r.treatment.startsWith("tofacitinib"));
      const two = (x) => (x >= 10 ? x.toFixed(0) : String(Number(x.toPrecision(2))));
      const band = (b) => `${two(b.median)} (${two(b.low)} to ${two(b.high)})`;
      await page.getByRole("figure", { name: "How often it happens" }).locator("title").filter({ hasText: `tofacitinib 5 mg bid: ${band(mace.per_100_patient_years)}` }).first().waitFor({ state: "attached" });
      const harm = doc.risks.find((r) => r.number_needed.direction === "harm");
      await page.locator(".told li").filter({ hasText: `under ${harm.treatment}` }).filter({ hasText: "one more in" }).first().waitFor();
      const against = page.getByRole("figure", { name: "Against a TNF inhibitor" });
      await against.getByText(/Sources of the \d+ reported ratios/).click();
      await against.locator(".sources").getByText(/STAR-RA/).first().waitFor();
      await against.locator(".sources").getByText(/ORAL Surveillance/).first().waitFor();
      const balance = page.getByRole("figure", { name: "Benefit beside risk" });
      await page.getByLabel("Endpoint of the benefit").selectOption("ACR50");
      await page.locator('main[data-benefit="ACR50"]').waitFor();
      const label = await balance.locator(".balance svg").getAttribute("aria-label");
      assert(/upadacitinib 15 mg qd: \d+ points more reach ACR50/.test(label), label);
      const shown = page.url();
      await page.goto(shown);
      await page.locator('main[data-benefit="ACR50"]').waitFor();
      equal(await balance.locator(".balance svg").getAttribute("aria-label"), label, "the picture of the link");
      await page.getByRole("button", { name: "Take all from the named population" }).click();
      await page.waitForFunction(() => !location.search.includes("covariate"));
    },
  },
  {
    name: "what to watch: laboratory courses follow the dose, a label of another region is read, every figure gives its files",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "risk"));
      const chart = page.getByRole("group", { name: /^Neutrophils/ });
      await chart.focus();
      await page.keyboard.press("End");
      const before = await chart.locator(".readout").innerText();
      assert(/^24 weeks: tofacitinib [\d.]+ 10⁹\/L, baricitinib/.test(before), before);
      await page.getByLabel("Dose of baricitinib, typed, in mg").fill("16");
      await page.keyboard.press("Enter");
      await page.locator("figure code").filter({ hasText: "jakstat labs" }).filter({ hasText: "baricitinib:16 mg:qd" }).first().waitFor();
      await chart.focus();
      await page.waitForFunction((was) => {
        const c = [...document.querySelectorAll(".chart")].find((x) => x.getAttribute("aria-label")?.startsWith("Neutrophils"));
        c?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", cancelable: true }));
        return c?.querySelector(".readout")?.textContent && c.querySelector(".readout").textContent !== was;
      }, before);
      await page.getByLabel("FDA").check();
      await page.waitForURL((u) => u.searchParams.get("region") === "FDA");
      await page.locator(".label").getByText("carries a boxed warning").first().waitFor();
      const sizes = [];
      for (const [title, kinds] of [["How often it happens", "CSV SVG PNG JSON"], ["Against a TNF inhibitor", "CSV SVG PNG JSON"], ["What drives the risk", "CSV SVG PNG JSON"], ["Benefit beside risk", "CSV SVG PNG JSON"], ["Laboratory values over weeks", "CSV SVG PNG JSON"], ["What the labels ask for", "CSV JSON"]]) {
        const figure = page.getByRole("figure", { name: title });
        await figure.getByRole("button", { name: "Table" }).click();
        assert((await figure.locator(".numbers tbody tr").count()) > 3, `${title}: rows of the table`);
        for (const kind of kinds.split(" ")) {
          const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", { name: kind, exact: true }).click()]);
          const data = await (await import("node:fs/promises")).readFile(await download.path());
          const begin = { CSV: "", SVG: "<", PNG: "\x89PNG", JSON: "{" }[kind];
          assert(data.subarray(0, begin.length).toString("latin1") === begin && data.length > 200, `${title}: ${kind} has ${data.length} bytes`);
          sizes.push(data.length);
        }
      }
      await page.locator(".label a").first().click();
      await page.getByRole("dialog").getByText(/prescribing information/).first().waitFor();
      return `${sizes.length} files`;
    },
  },
  {
    name: "another disease brings its own drugs and endpoints; where no benefit can be predicted the page says so; wrong shares are explained",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "risk"));
      await page.getByLabel("Named population").selectOption("AD");
      await page.locator('main[data-benefit="EASI75"]').waitFor();
      await page.getByText("not predicted, since no trial of one in AD is in the evidence").waitFor();
      equal(await page.locator(".card .drugname").count(), 5, "drugs of AD");
      await page.goBack();
      await page.locator('main[data-benefit="ACR20"]').waitFor();
      await page.goto(`${base}/risk?typical=RA&covariate=smoker%3D80%25&covariate=ex-smoker%3D70%25`);
      await page.getByRole("alert").getByText(/together are 150 %/).waitFor();
    },
  },
  {
    name: "evidence is searched and filtered; unverified rows are found",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "evidence"));
      await page.getByLabel("Words in a row").fill("whole blood");
      await page.waitForFunction(() => location.search.includes("q=whole+blood"));
      await page.getByLabel("Verification").selectOption("no");
      await page.waitForFunction(() => document.querySelector(".count")?.textContent && ![...document.querySelectorAll("tbody .badge")].some((b) => b.textContent?.includes("●")));
    },
  },
  {
    name: "a model is dropped and run; a broken one is refused with its line",
    async run(page, base) {
      await open(page, base, views.find((v) => v.name === "model"));
      const before = await page.locator(".picks label").count();
      equal(before, 7, "variables of the example");
      await page.getByLabel("SOCS3").check();
      await page.waitForURL((u) => u.search.includes("SOCS3"));
      await page.locator("#model-file").setInputFiles({ name: "broken.xml", mimeType: "application/xml", buffer: Buffer.from('<?xml version="1.0"?>\n<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">\n<model><listOfReactions><reaction id="r" reversible="false" fast="false"><kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>nowhere</ci></math></kineticLaw></reaction></listOfReactions></model></sbml>') });
      const alert = page.getByRole("alert");
      await alert.getByText(/line 3/).first().waitFor();
      assert(/nowhere/.test(await alert.innerText()), "the message names the symbol");
    },
  },
  {
    name: "wrong input in a link is explained, and nothing of the page breaks",
    async run(page, base) {
      await page.goto(base + "/compare?treatment=upadacitinb:15+mg:qd");
      await page.getByRole("alert").getByText(/upadacitinib/).first().waitFor();
      await page.getByRole("link", { name: "Evidence", exact: true }).click();
      await page.getByRole("heading", { name: "Every number and its source" }).waitFor();
    },
  },
];
