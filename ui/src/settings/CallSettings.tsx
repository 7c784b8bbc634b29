import { t } from '../strings/strings';
import { type PageProps, Trouble } from './parts';
import { PersonTones } from './PersonTones';
import { QuietGroup } from './QuietGroup';
import { SoundGroup } from './SoundGroup';

/** What rings how. */
export function CallSettings(props: PageProps) {
  return (
    <>
      <SoundGroup {...props} />
      <PersonTones {...props} />
      <QuietGroup settings={props.settings} onChange={props.onChange} onDoNotDisturb={props.onDoNotDisturb} />
      {props.session.troubles.includes('noNotifications') && <Trouble icon="bell-off" words={`${t('trouble.noNotifications')} ${t('trouble.noNotificationsS')}`} />}
    </>
  );
}
