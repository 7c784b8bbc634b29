import { useState } from 'preact/hooks';

import type { CallRecord } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { usePopover } from '../kit/popover';
import { t } from '../strings/strings';
import { asDocument, asTable, asText, fileName } from './exported';

interface Props {
  /** Exactly those that are shown. */
  calls: CallRecord[];
  roomName: (record: CallRecord) => string;
  onSave: (name: string, text: string) => void;
  onCopy: (text: string) => void;
  onClose: () => void;
}

/** What a list of calls can be taken along as. */
export function ExportMenu({ calls, roomName, onSave, onCopy, onClose }: Props) {
  const popover = usePopover<HTMLDivElement>(onClose, 'button');
  const [withNames, setWithNames] = useState(true);
  const then = (deed: () => void) => () => {
    onClose();
    deed();
  };
  const look = { roomName, withNames };
  return (
    <div {...popover} class="menu export-menu" role="menu" aria-label={t('log.export')}>
      <div class="hd" role="presentation">{t('log.exportCount', { n: calls.length })}</div>
      <button type="button" class="it" role="menuitem" onClick={then(() => onSave(fileName('csv'), asTable(calls, look)))}>
        <Icon name="list" size={16} />{t('log.exportTable')}<span class="k">.csv</span>
      </button>
      <button type="button" class="it" role="menuitem" onClick={then(() => onSave(fileName('json'), asDocument(calls, look)))}>
        <Icon name="tag" size={16} />{t('log.exportAll')}<span class="k">.json</span>
      </button>
      <button type="button" class="it" role="menuitem" onClick={then(() => onCopy(asText(calls, look)))}>
        <Icon name="copy" size={16} />{t('log.exportCopy')}
      </button>
      <div class="hr" />
      <button type="button" class={withNames ? 'it' : 'it is-off'} role="menuitemcheckbox" aria-checked={withNames} onClick={() => setWithNames(!withNames)}>
        <Icon name="check" size={16} />{t('log.exportNames')}
      </button>
    </div>
  );
}
