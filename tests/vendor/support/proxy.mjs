// Stands between a client and the server, and keeps what the client asks.

import { once } from "node:events";
import http from "node:http";
import net from "node:net";

/** Passes everything on to `url`; `requests` holds each REST request as it came. */
export async function startProxy(url) {
  const { hostname, port } = new URL(url);
  const requests = [];
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      requests.push(described(request, body));
      const { method, url: path, headers } = request;
      const onward = http.request({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      onward.end(body);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    const onward = net.connect(port, hostname, () => {
      const lines = [];
      for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => (socket.destroy(), onward.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function described(request, body) {
  const { pathname, searchParams } = new URL(request.url, "http://proxy");
  return {
    method: request.method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    body: body.length ? JSON.parse(body) : undefined,
  };
}
