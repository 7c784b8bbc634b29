import { t } from '../strings/strings';
import { type PageProps, Trouble } from './parts';
import { SoundGroup } from './SoundGroup';

/** What rings how. */
export function CallSettings(props: PageProps) {
  return (
    <>
      <SoundGroup {...props} />
      {props.session.troubles.includes('noNotifications') && <Trouble icon="bell-off" words={`${t('trouble.noNotifications')} ${t('trouble.noNotificationsS')}`} />}
    </>
  );
}
