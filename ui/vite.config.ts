import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { defineConfig, type Plugin } from 'vitest/config';

/** What stands behind the page: chosen when it is built, so that no bundle holds another's wire. */
const cores: Record<string, string> = { bridge: 'src/ipc/bridge.ts', fixtures: 'fixtures/core.ts' };

export default defineConfig(({ mode }) => ({
  base: './',
  resolve: { alias: { '#core': local(cores[mode] ?? 'src/ipc/tauri.ts') } },
  define: { __VERSION__: JSON.stringify(version()) },
  plugins: [frozenPrototype()],
  optimizeDeps: { exclude: ['@preact/signals', '@preact/signals-core'] }, // so that the plugin sees them while developing, too
  server: { host: '127.0.0.1', strictPort: true },
  build: {
    target: ['safari16', 'chrome110'],
    outDir: mode === 'bridge' ? 'dist-bridge' : 'dist',
    assetsInlineLimit: 0, // the Content Security Policy knows no data: addresses
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: local('index.html'), call: local('popup.html') } },
  },
  test: {
    environment: 'jsdom',
    env: { TZ: 'UTC' },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/setup.test-env.ts'],
    testTimeout: 60_000,
  },
}));

/**
 * The window freezes `Object.prototype`. After that, code that *assigns* `toString` or `valueOf` to
 * a prototype of its own throws; defining the same member does not.
 */
function frozenPrototype(): Plugin {
  const assignment = /\b([\w$]+)\.prototype\.(toString|valueOf)\s*=\s*(function\s*\(\)\s*\{[^}]*\})/g;
  return {
    name: 'frozen-prototype',
    transform(code, id) {
      if (!id.includes('signals-core')) return null;
      return code.replace(assignment, 'Object.defineProperty($1.prototype,"$2",{value:$3,writable:true,configurable:true})');
    },
  };
}

/** The workspace's version: both ends of the local socket name it, and the settings show it. */
function version(): string {
  const manifest = readFileSync(local('../Cargo.toml'), 'utf8');
  return /^version\s*=\s*"([^"]+)"/m.exec(manifest)?.[1] ?? '0.0.0';
}

function local(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
