// What people do with trials: choose one, simulate it, see what is predicted beside what was reported; write one, go away and come back.
import { readFile } from "node:fs/promises";
import { assert, equal } from "./check.mjs";

const simulate = (page) => page.getByRole("button", { name: "Simulate", exact: true }).click();
const jobOf = (page) => new URL(page.url()).searchParams.get("job");
const ask = async (base, path) => (await fetch(`${base}/api/v1${path}`)).json();

/** saved presses a button of a figure that gives a file. */
async function saved(page, figure, kind) {
  const [download] = await Promise.all([page.waitForEvent("download"), figure.getByRole("button", { name: kind, exact: true }).click()]);
  return readFile(await download.path(), "latin1");
}

export const trialJourneys = [
  {
    name: "a trial is found, simulated and read: predicted beside reported, differences, assurance, files",
    async run(page, base) {
      await page.goto(base + "/trials");
      await page.getByLabel("Disease").selectOption("atopic dermatitis");
      await page.getByLabel("Drug").selectOption("abrocitinib");
      await page.getByLabel("Words that describe a trial").fill("mono-1");
      await page.locator(".count", { hasText: /^1 trial/ }).waitFor();
      assert(page.url().includes("drug=abrocitinib") && page.url().includes("q=mono-1"), page.url());
      await page.getByRole("link", { name: "JADE MONO-1" }).click();
      await page.getByRole("heading", { name: "JADE MONO-1", level: 1 }).waitFor();
      assert(await page.getByText("■ fitted").isVisible(), "it says that the model was fitted to the results");
      await page.getByLabel("Replicates").fill("100");
      await simulate(page);
      const figure = page.getByRole("figure", { name: "Predicted beside reported" });
      await figure.locator(".median").first().waitFor();
      assert(await page.getByText("Left out.").isVisible(), "it says that the results took no part");
      const r = await ask(base, `/jobs/${jobOf(page)}/result`);
      const primary = r.estimates.filter((e) => e.primary);
      equal(await figure.locator("svg .median").count(), primary.length + 1, "medians, and that of the key"); // all are shares
      equal(await figure.locator("svg .reported").count(), r.reported.filter((x) => primary.some((e) => e.arm === x.arm && e.endpoint === x.endpoint && e.week === x.week)).length + 1, "reported points, and that of the key");
      const told = await figure.locator("svg").first().getAttribute("aria-label");
      for (const e of primary) assert(told.includes(`${e.arm}, ${e.endpoint}, week ${e.week}: ${e.median.toFixed(1)}`), `${e.arm} ${e.endpoint} is told in words`);
      await figure.getByRole("button", { name: "Table" }).click();
      equal(await figure.locator(".numbers tbody tr").count(), primary.length, "rows of the table");
      await page.getByLabel("Endpoints shown").selectOption("EASI90");
      await page.waitForURL((u) => u.searchParams.get("draw") === "EASI90");
      const picture = await saved(page, figure, "SVG");
      assert(picture.startsWith("<?xml") && picture.includes("EASI90") && !picture.includes("IGA0/1") && picture.includes("reported"), "the file is that of the endpoint shown");
      assert((await saved(page, figure, "PNG")).slice(1, 4) === "PNG", "PNG");
      assert((await saved(page, figure, "CSV")).includes("EASI90"), "CSV");
      assert(JSON.parse(await saved(page, figure, "JSON")).trial === "JADE MONO-1", "JSON");
      await figure.locator("code").filter({ hasText: 'jakstat trial run "JADE MONO-1" --replicates=100 --draw "EASI90" --svg trial.svg' }).waitFor();
      const minus = page.getByRole("figure", { name: "Differences from" });
      await minus.getByRole("button", { name: "Table" }).click();
      const shown = await minus.locator(".numbers tbody tr").first().innerText();
      const d = r.differences.find((x) => x.endpoint === "EASI90");
      assert(shown.includes(String(Number((100 * d.assurance).toPrecision(4)))), `assurance ${d.assurance} in ${shown}`);
      assert((await saved(page, minus, "SVG")).includes("differences from"), "the figure of differences");
      // Its own results may take part; the page says that they did.
      await page.getByLabel("Let its own results take part").check();
      await simulate(page);
      await page.getByText("The trial's own results took part in this prediction").waitFor();
      await page.locator(".key", { hasText: "reported and fitted" }).first().waitFor();
      await page.goBack();
      await page.getByText("Left out.").waitFor();
    },
  },
  {
    name: "a trial whose results are kept back is predicted blind",
    async run(page, base) {
      await page.goto(base + "/trials?trial=breeze-ad2");
      await page.getByText("◇ kept back").waitFor();
      equal(await page.getByLabel("Let its own results take part").isVisible(), false, "nothing can take part");
      await page.getByLabel("Replicates").fill("40");
      await simulate(page);
      await page.getByText("Blind.").waitFor();
      equal(await page.locator(".forest .reported").count(), 0, "reported points");
    },
  },
  {
    name: "a trial is changed: mistakes stand with their places as on the command line, the mended file is simulated, the draft survives a reload",
    async run(page, base) {
      await page.goto(base + "/trials?trial=equator");
      await page.getByText("Change the file of this trial").click();
      const file = page.getByLabel("Trial file (YAML)");
      const before = await file.inputValue();
      await file.fill(before.replace("disease: PsA", "disease: PsAA").replace("drug: filgotinib", "drug: filgotinip"));
      const list = page.locator(".mistakes li");
      await list.first().waitFor();
      const line = (text) => before.split("\n").findIndex((l) => l.includes(text)) + 1;
      const first = await list.first().innerText();
      assert(first === `trial.yaml:${line("disease: PsA")}:10: error: unknown disease "PsAA"; did you mean "PsA"? [trial.disease]`, first);
      assert((await list.last().innerText()).startsWith(`trial.yaml:${line("drug: filgotinib")}:`), await list.last().innerText());
      await simulate(page);
      await page.getByText("The file has mistakes").waitFor();
      equal(jobOf(page), null, "nothing was started");
      await list.first().getByRole("button").click();
      equal(await file.evaluate((a) => a.value.slice(a.selectionStart, a.selectionEnd)), "PsAA", "the place of the mistake is selected");
      await page.keyboard.type("PsA");
      await page.waitForFunction(() => document.querySelectorAll(".mistakes li").length === 1);
      await page.reload();
      await list.first().waitFor(); // the draft, and what is wrong with it
      await file.fill((await file.inputValue()).replace("drug: filgotinip", "drug: upadacitinib").replace("dose: 200", "dose: 15"));
      await page.getByText("No mistake.").waitFor();
      await page.getByText("The file was changed: what the trial reported belongs to its own design").waitFor();
      await page.getByLabel("Replicates").fill("40");
      await simulate(page);
      await page.locator(".forest .median").first().waitFor();
      const job = await ask(base, `/jobs/${jobOf(page)}`);
      assert(job.params.file.includes("upadacitinib") && !job.params.trial, "the changed file was simulated");
      await page.getByRole("button", { name: "Undo all changes" }).click();
      await page.waitForFunction((t) => document.querySelector("textarea")?.value === t, before);
    },
  },
  {
    name: "adverse events and laboratory values of a trial are read: hazard ratios beside reported ones, grades, held doses, files",
    async run(page, base) {
      await page.goto(base + "/trials?trial=oral-surveillance");
      await page.getByLabel("Replicates").fill("20");
      await page.getByLabel("Patients").fill("900");
      await simulate(page);
      const ratios = page.getByRole("figure", { name: "Hazard ratios against" });
      await ratios.locator(".median").first().waitFor({ timeout: 60_000 });
      const r = await ask(base, `/jobs/${jobOf(page)}/result`);
      equal(await ratios.locator("svg .median").count(), r.events.ratios.filter((x) => x.primary).length + 1, "primary ratios, and the key");
      assert((await ratios.locator("svg").first().getAttribute("aria-label")).includes("reported 1.33"), "what was reported of MACE");
      assert((await saved(page, ratios, "SVG")).includes("hazard ratio"), "the figure of ratios");
      await page.goto(base + "/trials?trial=own");
      const file = page.getByLabel("Trial file (YAML)");
      await file.fill(await readFile(new URL("../../examples/trial-laboratory.yaml", import.meta.url), "utf8"));
      await page.getByText("graded by omeract").waitFor(); // the design on the page is that of the file
      await page.getByLabel("Replicates").fill("20");
      await page.getByLabel("Patients").fill("60");
      await simulate(page);
      const labs = page.getByRole("figure", { name: "Laboratory values" });
      await labs.locator("canvas").first().waitFor({ timeout: 60_000 });
      const l = (await ask(base, `/jobs/${jobOf(page)}/result`)).laboratory;
      equal(await labs.locator("canvas").count(), new Set(l.changes.map((c) => c.value)).size, "a chart for each value");
      await labs.getByRole("button", { name: "Table" }).click();
      equal(await labs.locator(".numbers tbody tr").count(), l.changes.length, "rows of the table");
      equal(await page.getByRole("region", { name: "Patients whose worst value" }).locator("tbody tr").count(), l.grades.length / 3, "grades, a column an arm");
      equal(await page.getByRole("region", { name: "Doses held" }).locator("tbody tr").count(), 3, "arms");
      const picture = await saved(page, labs, "SVG");
      assert(picture.includes("haemoglobin") && picture.includes("tofacitinib 10"), "the figure of laboratory values");
      assert((await (await fetch(`${base}/api/v1/jobs/${jobOf(page)}/result.csv`)).text()).includes("\nlaboratory,"), "the rows of the job");
    },
  },
  {
    name: "a simulation shows its progress and is cancelled",
    async run(page, base) {
      await page.goto(base + "/trials?trial=select-compare");
      await page.getByLabel("Replicates").fill("100000");
      await simulate(page);
      await page.waitForFunction(() => (document.querySelector("progress")?.value ?? 0) > 0, undefined, { timeout: 60_000 });
      const id = jobOf(page);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("Cancelled.").waitFor();
      equal((await ask(base, `/jobs/${id}`)).state, "cancelled", "state of the job");
      equal(await page.getByRole("button", { name: "Simulate", exact: true }).isEnabled(), true, "it can be started again");
    },
  },
  {
    name: "a page that is closed while a trial runs finds it again, by its address and in the list",
    async run(page, base) {
      await page.goto(base + "/trials?trial=select-compare");
      await page.getByLabel("Replicates").fill("2000");
      await simulate(page);
      await page.locator("progress").waitFor();
      const address = page.url();
      const context = page.context();
      await page.close();
      const again = await context.newPage();
      await again.goto(address);
      await again.locator("progress, .forest .median").first().waitFor();
      equal(await again.getByLabel("Replicates").inputValue(), "2000", "its settings are those of the job");
      await again.locator(".forest .median").first().waitFor({ timeout: 90_000 });
      await again.getByRole("link", { name: "All trials" }).click();
      await again.getByText(/Simulations that are kept/).click();
      const link = again.locator(".runs a").filter({ hasText: "SELECT-COMPARE" }).first();
      assert((await link.getAttribute("href")).includes(new URL(address).searchParams.get("job")), "the newest is the one that was started");
      await link.click();
      await again.locator(".forest .median").first().waitFor();
      await again.goto(base + "/trials?job=0123456789abcdef");
      await again.getByText("no longer kept").waitFor();
    },
  },
];
