// The vendor's published validators, made usable outside their own build.

import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import esbuild from "esbuild";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** `isVideoConfStartProps` and all the others; with `errors` of the last document refused. */
export const requests = bundled("@rocket.chat/rest-typings");

/**
 * A validator of a document: `IRoom`, `IMessage` and so on.
 *
 * Unions are read as "any of": the generated "exactly one of" refuses genuine documents.
 */
export function documentValidator(name) {
  if (!known.has(name)) {
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, logger: false }));
    known.set(name, ajv.compile({ $ref: `#/components/schemas/${name}`, components }));
  }
  return known.get(name);
}

const known = new Map();
const { components } = anyOf(require("@rocket.chat/core-typings").schemas);

/** Says why a validator refused. */
export function refusals(validator) {
  return (validator.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

function anyOf(schema) {
  if (Array.isArray(schema)) return schema.map(anyOf);
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.entries(schema).map(([name, value]) => [name === "oneOf" ? "anyOf" : name, anyOf(value)]);
  const { nullable, ...rest } = Object.fromEntries(entries);
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : Object.fromEntries(entries);
}

/** The package is written for bundlers: it imports folders. */
function bundled(name) {
  const { outputFiles } = esbuild.buildSync({
    stdin: { contents: `export * from ${JSON.stringify(name)};`, resolveDir: here },
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
    logLevel: "silent",
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0].text)(module, module.exports, require);
  return module.exports;
}
