import { useEffect, useRef, useState } from 'preact/hooks';

import { Icon } from '../kit/Icon';
import { type Key, t } from '../strings/strings';

interface Props {
  class: string;
  /** Draws the handset, filled on a green button. */
  icon?: boolean;
  label?: Key;
  /** Calls at once with the last choice; with Shift asks for the switches first. */
  onAgain: (choose: boolean) => Promise<void>;
}

/** Calls somebody once more. Says "Starting…" at once, and takes no second click meanwhile. */
export function AgainButton({ class: style, icon = false, label = 'call.again', onAgain }: Props) {
  const [busy, press] = useAgain(onAgain);
  return (
    <button type="button" class={style} aria-busy={busy} onClick={press}>
      {icon && <Icon name={style.includes('btn-live') ? 'phone-fill' : 'phone'} size={style.includes('btn-lg') ? 18 : 16} />}
      {t(busy ? 'out.starting' : label)}
    </button>
  );
}

/** Whether a call is being started, and the press that starts it. */
export function useAgain(onAgain: Props['onAgain']): [boolean, (event: MouseEvent) => void] {
  const [busy, setBusy] = useState(false);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);

  const press = async (event: MouseEvent) => {
    if (busy) return;
    if (event.shiftKey) return void onAgain(true);
    setBusy(true);
    await Promise.all([onAgain(false), new Promise((enough) => setTimeout(enough, NO_SECOND_CLICK_MS))]);
    if (here.current) setBusy(false);
  };
  return [busy, press];
}

const NO_SECOND_CLICK_MS = 1000;
