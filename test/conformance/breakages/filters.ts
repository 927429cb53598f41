import { filters } from '../../../src/domain/filters.ts';
import {
  allOf,
  type Breakage,
  changeBody,
  changeResponse,
  changeRows,
  changeUrl,
  isSearch,
  removeFromUrl,
  respondWith,
  urlHas,
} from '../broken-server.ts';

/** Ways to break S2 and S4. Made anew for each run, since one remembers what was asked. */
export const filterBreakages = (): Breakage[] => {
  const asked = new Set<string>();
  return [
    ...Object.keys(filters).map(
      (name): Breakage => [
        'S2',
        `${name} is ignored`,
        changeUrl(isSearch, removeFromUrl(new RegExp(`${name}=[^&]*&?`))),
      ],
    ),
    [
      'S2',
      'a filter finds others too',
      changeResponse(
        allOf(isSearch, urlHas('industry=')),
        changeRows((row) => ({ ...row, industry: 'Retail' })),
      ),
    ],
    [
      'S2',
      'a filter finds nobody',
      changeResponse(
        allOf(isSearch, urlHas('job_level=')),
        changeBody(() => ({ success: true, count: 0, results: [] })),
      ),
    ],
    [
      'S2',
      'a value that nobody has is another kind of 400',
      changeResponse(urlHas('=nobody'), respondWith(400, { detail: 'No.' })),
    ],
    [
      'S4',
      'each page is backwards',
      changeResponse(
        isSearch,
        changeBody((page) => ({ ...page, results: [...page.results].reverse() })),
      ),
    ],
    [
      'S4',
      'the order is another each time',
      changeResponse(isSearch, (answer, { url }) => {
        if (!asked.has(url)) {
          asked.add(url);
          return answer;
        }
        return changeBody((page) => ({ ...page, results: [...page.results].reverse() }))(answer);
      }),
    ],
    ['S4', 'an offset counts pages', changeUrl(isSearch, (url) => url.replace('offset=5', 'offset=25'))],
  ];
};
