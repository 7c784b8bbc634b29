import type { ShowCalls } from '../ipc/bindings';
import { t } from '../strings/strings';

const PLACES: ShowCalls[] = ['notification', 'callWindow', 'onlyHere'];

/** Where a call shows outside the main window: one of three, each with a small drawing of it. */
export function ShowCallsCards({ chosen, onChoose }: { chosen: ShowCalls; onChoose: (place: ShowCalls) => void }) {
  return (
    <div class="theme-cards" role="radiogroup" aria-label={t('set.callComesIn')}>
      {PLACES.map((place) => (
        <button key={place} type="button" role="radio" aria-checked={chosen === place} class="theme-card place-card" onClick={() => onChoose(place)}>
          <Drawing place={place} />
          {t(`set.show.${place}`)}
          <span class="place-about">{t(`set.show.${place}S`)}</span>
        </button>
      ))}
    </div>
  );
}

/** A screen with the desktop's bar, and what shows on it. */
function Drawing({ place }: { place: ShowCalls }) {
  return (
    <svg class="place-drawing" viewBox="0 0 160 56" preserveAspectRatio="xMaxYMin slice" aria-hidden="true">
      <rect class="p-screen" width="160" height="56" />
      <rect class="p-bar" width="160" height="6" />
      {place === 'notification' && (
        <>
          <rect class="p-card" x="103" y="10" width="52" height="20" rx="3" />
          <circle class="p-live" cx="111" cy="18" r="3.6" />
          <rect class="p-word" x="118" y="14.5" width="29" height="2.6" rx="1.3" />
          <rect class="p-line" x="118" y="19.5" width="20" height="2.6" rx="1.3" />
          <rect class="p-line" x="106" y="25" width="22" height="3" rx="1.5" />
          <rect class="p-line" x="130" y="25" width="22" height="3" rx="1.5" />
        </>
      )}
      {place === 'callWindow' && (
        <>
          <rect class="p-card" x="96" y="10" width="59" height="31" rx="3" />
          <circle class="p-ring" cx="107" cy="21" r="5.6" />
          <circle class="p-line" cx="107" cy="21" r="3.2" />
          <rect class="p-word" x="117" y="17" width="30" height="2.6" rx="1.3" />
          <rect class="p-live" x="117" y="22.6" width="19" height="2.6" rx="1.3" />
          <rect class="p-stop" x="111" y="32" width="19" height="5.4" rx="2.2" />
          <rect class="p-live" x="132" y="32" width="19" height="5.4" rx="2.2" />
        </>
      )}
      {place === 'onlyHere' && <circle class="p-dot" cx="134" cy="3" r="2" />}
    </svg>
  );
}
