// Our agent as the other side: a process that is spoken to by its command line.
//
// It runs without a session bus, a display or a browser; `xdg-open` is a script that writes down the
// address. All that it sends to the server goes through a proxy that keeps it.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { programs } from "./server.mjs";

const run = promisify(execFile);

/** Starts an agent of a new profile and signs it in. */
export async function startAgent(url, server, username) {
  const home = await mkdtemp(join(tmpdir(), "vconnct-vendor-"));
  const opened = join(home, "opened");
  await makeOpener(home, opened);
  const env = {
    HOME: home,
    PATH: `${home}/bin:${process.env.PATH}`,
    XDG_RUNTIME_DIR: join(home, "run"),
    LANG: "C.UTF-8",
  };
  const agent = join(programs, "vconnct");
  const daemon = spawn(agent, ["--background"], { env, stdio: "ignore" });
  const say = (...verb) => run(agent, verb, { env });
  await until(() => say("status"));
  await signIn(agent, env, url, username, server.passwordOf(username));
  const changes = watch(agent, env);
  await changes.until((status) => status.workspaces.some(({ reachable }) => reachable));
  return {
    say,
    /** Waits for a state of things, as `status --json` tells it. */
    until: changes.until,
    /** Waits for a call of this direction to be in this phase. */
    call: async (direction, phase) => {
      const status = await changes.until(({ calls }) => calls.some((call) => call.direction === direction && call.phase === phase));
      return status.calls.find((call) => call.direction === direction && call.phase === phase);
    },
    /** The address that was opened in the browser. */
    opened: () => until(async () => (await readFile(opened, "utf8")).trim() || Promise.reject(new Error("nothing was opened"))),
    async stop() {
      changes.stop();
      const ended = once(daemon, "exit");
      await say("quit").catch(() => daemon.kill());
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function makeOpener(home, opened) {
  await mkdir(join(home, "bin"));
  await mkdir(join(home, "run"), { mode: 0o700 });
  const script = join(home, "bin/xdg-open");
  await writeFile(script, `#!/bin/sh\nprintf '%s' "$1" > '${opened}.new' && mv '${opened}.new' '${opened}'\n`);
  await chmod(script, 0o755);
}

async function signIn(agent, env, url, username, password) {
  const login = spawn(agent, ["login", "--url", url, "--user", username], { env, stdio: ["pipe", "inherit", "inherit"] });
  login.stdin.end(`${password}\n`);
  const [code] = await once(login, "exit");
  if (code !== 0) throw new Error(`login ended with ${code}`);
}

/** Follows `watch --json`: one line per change, the present state first. */
function watch(agent, env) {
  const child = spawn(agent, ["watch", "--json"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const waiting = new Set();
  let latest;
  createInterface({ input: child.stdout }).on("line", (line) => {
    latest = JSON.parse(line);
    for (const check of [...waiting]) check();
  });
  return {
    until: (fits) =>
      new Promise((resolve) => {
        const check = () => {
          if (!latest || !fits(latest)) return;
          waiting.delete(check);
          resolve(latest);
        };
        waiting.add(check);
        check();
      }),
    stop: () => child.kill(),
  };
}

/** Tries until it succeeds; the test's own time limit ends it. */
async function until(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
