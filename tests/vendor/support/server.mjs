// Our server as a process, and plain requests to it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Where the programs under test are. */
export const programs = resolve(
  process.env.VCONNCT_BIN_DIR ?? join(fileURLToPath(import.meta.url), "../../../../target/debug"),
);

/** Starts a demo workspace; ends with `stop`. */
export async function startServer(...switches) {
  const options = switches.flatMap((text) => ["--test", text]);
  const child = spawn(join(programs, "vconnct-server"), ["--demo", "--listen", "127.0.0.1:0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const failed = once(child, "error").then(([error]) => Promise.reject(error));
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), failed]);
  const { url, people } = JSON.parse(line);
  return {
    url,
    passwordOf: (username) => people.find((person) => person.username === username).password,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Somebody signed in over plain REST. */
export async function signIn(server, username) {
  const { data } = await ask(server.url, "POST", "login", { username, password: server.passwordOf(username) });
  const headers = { "x-auth-token": data.authToken, "x-user-id": data.userId };
  return {
    id: data.userId,
    token: data.authToken,
    get: (path) => ask(server.url, "GET", path, undefined, headers),
    post: (path, body) => ask(server.url, "POST", path, body, headers),
  };
}

async function ask(url, method, path, body, headers) {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  return answer.json();
}
