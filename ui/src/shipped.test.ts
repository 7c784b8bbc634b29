// @vitest-environment node
/** What is true of the files that ship. */
import { build, type Rollup } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

type Files = Record<string, string>;

async function files(mode: string): Promise<Files> {
  const made = await build({ mode, logLevel: 'silent', build: { write: false } });
  const { output } = (Array.isArray(made) ? made[0] : made) as Rollup.RollupOutput;
  return Object.fromEntries(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]));
}

let shipped: Files;
const all = () => Object.values(shipped).join('\n');
beforeAll(async () => {
  shipped = await files('production');
}, 60_000);

describe('the shipped pages', () => {
  it('are two, with scripts and styles in files of their own', () => {
    for (const page of ['index.html', 'popup.html']) {
      expect(shipped[page]).toMatch(/<script type="module"[^>]+src=/);
      expect(shipped[page]).not.toMatch(/<script(?![^>]*src=)|style=|<style|javascript:/);
    }
  });

  it('hold no bridge, no fixtures and no WebSocket', () => {
    expect(all()).not.toMatch(/WebSocket|role:\s*["'`]bridge|fixtures|Release review/);
  });

  it('reach the core by the window program alone', () => {
    expect(all()).toContain('__TAURI_INTERNALS__');
    expect(all()).not.toMatch(/\bfetch\(|XMLHttpRequest|EventSource|sendBeacon/);
  });

  it('need nothing that the Content Security Policy forbids', () => {
    expect(all()).not.toMatch(/\beval\(|new Function\(|url\(["']?data:|@import/);
  });

  it('run where Object.prototype is frozen', () => {
    expect(all()).not.toMatch(/\.prototype\.(toString|valueOf|constructor|toLocaleString|hasOwnProperty)\s*=[^=]/);
  });
});

it('in the mode for tests in a browser, the bridge is there and the window program is not', async () => {
  const bridge = Object.values(await files('bridge')).join('\n');
  expect(bridge).toContain('WebSocket');
  expect(bridge).not.toContain('__TAURI_INTERNALS__');
}, 60_000);
