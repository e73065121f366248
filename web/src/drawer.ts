// The drawer at the side: where a number comes from, one tap away. A dialog: Escape closes it and the focus returns to where it came from.

import { fill, h, type Child } from "./dom";

let dialog: HTMLDialogElement | undefined;
let closed: (() => void) | undefined;

/** onClosed calls f once, when the open drawer closes; a newly opened one begins without. */
export function onClosed(f: () => void): void {
  closed = f;
}

/** openDrawer shows content under a title. */
export function openDrawer(title: string, ...content: Child[]): void {
  closed = undefined;
  if (!dialog) {
    dialog = h("dialog", { class: "drawer", "aria-labelledby": "drawer-title" });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog?.close(); // the backdrop
      if ((event.target as Element).closest?.("a[href^='/']")) { // another view: it, not the one below, decides about the address
        closed = undefined;
        dialog?.close();
      }
    });
    dialog.addEventListener("close", () => {
      closed?.();
      closed = undefined;
    });
    document.body.append(dialog);
  }
  fill(dialog, h("div", { class: "sheet" },
    h("div", { class: "head" }, h("h2", { id: "drawer-title" }, title), h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog?.close() }, "×")),
    content));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}
