// Runs graphql-http's audit of GraphQL over HTTP against the URL given, prints each row,
// and fails unless every one of them is ok: a warning (SHOULD) or a notice (MAY) is a failure too.
import { auditServer } from "graphql-http";

const ROWS = 61;

const url = process.argv[2];
if (!url) {
  console.error("Usage: node audit.mjs <url of the GraphQL endpoint>");
  process.exit(2);
}

const results = await auditServer({ url, fetchFn: fetch });
let passed = 0;
for (const result of results) {
  if (result.status === "ok") {
    passed += 1;
    console.log(`ok      ${result.id}  ${result.name}`);
  } else {
    const answer = `${result.response.status} ${result.response.headers.get("content-type")}`;
    console.log(`${result.status.padEnd(7)} ${result.id}  ${result.name}\n        ${result.reason} (answer: ${answer})`);
  }
}
console.log(`${passed} of ${results.length} ok`);
if (results.length !== ROWS) {
  console.error(`The audit has ${results.length} rows, not ${ROWS}: look at what changed, then change ROWS.`);
}
process.exit(passed === results.length && results.length === ROWS ? 0 : 1);
