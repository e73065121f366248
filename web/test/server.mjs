// The program under test: the real binary on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** serve starts the binary; the result says where it answers, after how many ms it said so, and stops it. */
export async function serve(binary) {
  const began = performance.now();
  const child = spawn(binary, ["serve", "--addr", "127.0.0.1:0", "--store", "sqlite::memory:"], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  const address = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const m = /http:\/\/[\d.]+:\d+/.exec(line);
        if (m) resolve(m[0]);
      });
    }
    child.once("exit", (code) => reject(new Error(`jakstat serve ended with ${code}: ${said.join("\n")}`)));
    child.once("error", reject);
  });
  const base = await address;
  return {
    base,
    started: performance.now() - began,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
