// The examples that both of our sides are tested with pass the validators they are said to pass.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { documentValidator, refusals, requests } from "./support/validators.mjs";

const folder = new URL("../../crates/proto/fixtures/", import.meta.url);
const read = (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const { files } = read("manifest.json");

for (const source of ["rest-typings", "core-typings"]) {
  const named = files.filter(({ validator }) => validator?.startsWith(`${source}:`));
  test(`${named.length} examples pass ${source}`, () => {
    assert.ok(named.length > 40);
    for (const { file, validator: name } of named) {
      const member = name.split(":")[1];
      const validator = source === "rest-typings" ? requests[member] : documentValidator(member);
      assert.ok(validator(read(file)), `${file}: ${refusals(validator).join("; ")}`);
    }
  });
}
