// Runs Ace on an EPUB and prints what it finds, a line each: `node ace.js ACE FILE.epub`.
// Exit 0 = no violation of any weight, 2 = violations, 1 = Ace could not run.
"use strict";
const { spawnSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

const [ace, epub] = process.argv.slice(2);
const room = fs.mkdtempSync(path.join(os.tmpdir(), "ace-"));
process.on("exit", () => fs.rmSync(room, { recursive: true, force: true }));

const run = spawnSync(ace, ["-s", "-f", "-o", room, epub], { encoding: "utf8" });
const file = path.join(room, "report.json");
if (!fs.existsSync(file)) {
  console.error(run.stdout + run.stderr + (run.error || ""));
  process.exit(1);
}
const report = JSON.parse(fs.readFileSync(file, "utf8"));
let found = 0;
for (const document of report.assertions) {
  for (const { "earl:test": test, "earl:result": result } of document.assertions) {
    found += 1;
    const where = document["earl:testSubject"].url;
    const words = result["dct:description"].split("\n")[0];
    console.log(`[${test["earl:impact"]}] ${where}: ${test["dct:title"]}: ${words}`);
  }
}
console.log(`Ace: ${report["earl:result"]["earl:outcome"]}, ${found} violations`);
process.exit(found > 0 || report["earl:result"]["earl:outcome"] !== "pass" ? 2 : 0);
