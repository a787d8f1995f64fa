// An edge as a program: options as JSON in the first argument, its addresses as one line of JSON when it is ready.
import { type EdgeOptions, startEdge } from "../../../scripts/edge/edge.ts";

const edge = await startEdge(JSON.parse(process.argv[2] ?? "{}") as EdgeOptions);
process.once("SIGTERM", () => void edge.close().then(() => process.exit(0)));
console.log(JSON.stringify({ port: edge.port, apiUrl: edge.apiUrl }));
