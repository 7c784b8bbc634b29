import { vi } from 'vitest';

import { session, settings } from '../../fixtures/state';
import type { ActionError } from '../ipc/bindings';
import { NOT_MANAGED } from './managed';
import type { PageProps } from './parts';

/** What each page of the settings gets, with deeds that only count. */
export const pageProps = () => ({
  session: session(),
  settings: settings(),
  managed: NOT_MANAGED,
  browsers: { installed: null, default: null } as PageProps['browsers'],
  sound: { outputs: [], testing: false, testingOf: null } as PageProps['sound'],
  rooms: [] as PageProps['rooms'],
  diagnosis: { checks: [], trial: false } as PageProps['diagnosis'],
  onAdd: vi.fn(),
  onChange: vi.fn(),
  onChooseKey: vi.fn(async () => null as ActionError | null),
  onCopyReport: vi.fn(),
  onDoNotDisturb: vi.fn(),
  onLookAtBrowsers: vi.fn(),
  onLookAtDiagnosis: vi.fn(),
  onLookAtSound: vi.fn(),
  onOpenLinks: vi.fn(),
  onRingFile: vi.fn(),
  onRingMe: vi.fn(),
  onShowLicences: vi.fn(),
  onShowLogs: vi.fn(),
  onSignIn: vi.fn(),
  onSignOut: vi.fn(),
  onStartAtLogin: vi.fn(),
  onTestRing: vi.fn(),
});
