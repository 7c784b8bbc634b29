import { t } from '../strings/strings';
import { CallsOpenGroup } from './CallsOpenGroup';
import { Group, type PageProps, SegmentSetting, SwitchSetting } from './parts';
import { RepliesGroup } from './RepliesGroup';

/** What a call starts with, what it opens in, and what one is declined with. */
export function CallStartSettings(props: PageProps) {
  const { settings, onChange } = props;
  const { devices, rememberDevices, callAtOnce } = settings;
  const states: [value: string, title: string][] = [['on', t('pf.on')], ['off', t('pf.off')]];
  const word = (on: boolean) => (on ? 'on' : 'off');
  return (
    <>
      <Group title={t('set.phoneIcon')}>
        <SegmentSetting label={t('pf.mic')} sets="devices" value={word(devices.mic)} options={states} onChange={(mic) => onChange({ ...settings, devices: { ...devices, mic: mic === 'on' } })} />
        <SegmentSetting label={t('pf.cam')} sets="devices" value={word(devices.cam)} options={states} onChange={(cam) => onChange({ ...settings, devices: { ...devices, cam: cam === 'on' } })} />
        <SwitchSetting label={t('set.remember')} help={t('set.rememberS')} sets="rememberDevices" on={rememberDevices} onChange={(on) => onChange({ ...settings, rememberDevices: on })} />
        <SwitchSetting label={t('set.atOnce')} help={t('set.atOnceS')} sets="callAtOnce" on={callAtOnce} onChange={(on) => onChange({ ...settings, callAtOnce: on })} />
      </Group>
      <CallsOpenGroup {...props} />
      <RepliesGroup settings={settings} onChange={onChange} />
    </>
  );
}
