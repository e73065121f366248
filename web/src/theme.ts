// Light or dark: as the system says until the reader chooses.

import { h } from "./dom";

const key = "jakstat.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden
  }
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : dark.matches;
}

/** onTheme calls f whenever colours change; the result ends that. */
export function onTheme(f: () => void): () => void {
  listeners.add(f);
  return () => listeners.delete(f);
}

const tell = (): void => listeners.forEach((f) => f());

/** themeButton switches, and follows the system until used. */
export function themeButton(): HTMLButtonElement {
  const root = document.documentElement;
  const chosen = stored();
  if (chosen === "light" || chosen === "dark") root.dataset["theme"] = chosen;
  const button = h("button", { class: "theme", type: "button" });
  const label = (): void => {
    const next = isDark() ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to the ${next} theme`);
    button.title = `Switch to the ${next} theme`;
    button.textContent = isDark() ? "☀" : "☾";
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    root.dataset["theme"] = next;
    try {
      localStorage.setItem(key, next);
    } catch {
      // then it lasts for this page
    }
    label();
    tell();
  });
  dark.addEventListener("change", () => {
    label();
    tell();
  });
  // Paper is white, and canvases must be drawn anew for it.
  let before: string | undefined;
  window.addEventListener("beforeprint", () => {
    before = root.dataset["theme"];
    root.dataset["theme"] = "light";
    tell();
  });
  window.addEventListener("afterprint", () => {
    if (before) root.dataset["theme"] = before;
    else delete root.dataset["theme"];
    tell();
  });
  label();
  return button;
}
