import { t } from '../strings/strings';
import { Group, NotAvailable, type PageProps, SwitchSetting } from './parts';

/** When the program runs. */
export function StartSettings({ session, settings, onChange, onStartAtLogin }: PageProps) {
  const starts = session.startsAtLogin;
  return (
    <Group>
      {starts === null
        ? <NotAvailable label={t('start.login')} help={t('start.loginNot')} />
        : <SwitchSetting label={t('start.login')} help={t('start.loginS')} on={starts} onChange={onStartAtLogin} />}
      <SwitchSetting label={t('set.keepRunning')} help={t('set.keepRunningS')} sets="keepRunning" on={settings.keepRunning} onChange={(keepRunning) => onChange({ ...settings, keepRunning })} />
      {session.troubles.includes('noTray') && <NotAvailable label={t('start.tray')} help={t('trouble.noTrayS')} />}
    </Group>
  );
}
