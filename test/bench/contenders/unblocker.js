// The npm package `unblocker` as its readme shows it, with keep-alive to the upstream so that it is not held back by that.
import { Agent, createServer } from "node:http";
import Unblocker from "unblocker";

const [port] = process.argv.slice(2);
const unblocker = new Unblocker({ prefix: "/proxy/", httpAgent: new Agent({ keepAlive: true }) });
createServer((request, response) => unblocker(request, response, () => response.writeHead(404).end())).listen(
  Number(port),
  "127.0.0.1",
);
