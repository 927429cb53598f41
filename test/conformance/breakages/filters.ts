import { filterNames } from '../../../src/domain/filters.ts';
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

/** Creates breakages of S2 and S4. Create them for each run, because one of them remembers its requests. */
export const filterBreakages = (): Breakage[] => {
  const requestedUrls = new Set<string>();
  return [
    ...filterNames.map(
      (name): Breakage => [
        'S2',
        `${name} is ignored`,
        changeUrl(isSearch, removeFromUrl(new RegExp(`${name}=[^&]*&?`))),
      ],
    ),
    [
      'S2',
      'a filter finds other people too',
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
      'a value that nobody has is a 400 with another body',
      changeResponse(urlHas('=nobody'), respondWith(400, { detail: 'No.' })),
    ],
    [
      'S4',
      'each page is in reverse order',
      changeResponse(
        isSearch,
        changeBody((page) => ({ ...page, results: [...page.results].reverse() })),
      ),
    ],
    [
      'S4',
      'the order changes with each request',
      changeResponse(isSearch, (response, { url }) => {
        if (!requestedUrls.has(url)) {
          requestedUrls.add(url);
          return response;
        }
        return changeBody((page) => ({ ...page, results: [...page.results].reverse() }))(response);
      }),
    ],
    ['S4', 'offset counts pages, not results', changeUrl(isSearch, (url) => url.replace('offset=5', 'offset=25'))],
  ];
};
