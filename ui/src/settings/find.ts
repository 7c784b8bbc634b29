import { t } from '../strings/strings';
import { type Entry, type Page, PAGES } from './pages';

export interface Found {
  page: Page;
  /** The settings of the page that were meant; none while nothing is searched for, or only the page's own name fits. */
  entries: Entry[];
}

/** The pages and settings in which every word that was typed occurs, in whatever way it is written. */
export function find(text: string): Found[] {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return PAGES.map((page) => ({ page, entries: [] }));
  const fits = (words: string) => wanted.every((word) => plain(words).includes(word));
  return PAGES.flatMap((page) => {
    const entries = page.entries.filter(({ label, words = [] }) => fits([label, ...words].map((key) => t(key)).join('\n')));
    return entries.length > 0 || fits(t(page.title)) ? [{ page, entries }] : [];
  });
}

/** Without capitals and accents: who types "telephone" looks for "téléphone" as well. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
}
