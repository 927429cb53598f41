import { filters } from '../../../src/domain/filters.ts';
import { answers, asks, type Breakage, body, both, each, says, takes, toSearch, without } from '../broken.ts';

/** Ways to break S2 and S4. Made anew for each run, since one remembers what was asked. */
export const filterBreakages = (): Breakage[] => {
  const asked = new Set<string>();
  return [
    ...Object.keys(filters).map(
      (name): Breakage => ['S2', `${name} is ignored`, takes(toSearch, without(new RegExp(`${name}=[^&]*&?`)))],
    ),
    [
      'S2',
      'a filter finds others too',
      answers(
        both(toSearch, asks('industry=')),
        each((row) => ({ ...row, industry: 'Retail' })),
      ),
    ],
    [
      'S2',
      'a filter finds nobody',
      answers(
        both(toSearch, asks('job_level=')),
        body(() => ({ success: true, count: 0, results: [] })),
      ),
    ],
    ['S2', 'a value that nobody has is another kind of 400', answers(asks('=nobody'), says(400, { detail: 'No.' }))],
    [
      'S4',
      'each page is backwards',
      answers(
        toSearch,
        body((page) => ({ ...page, results: [...page.results].reverse() })),
      ),
    ],
    [
      'S4',
      'the order is another each time',
      answers(toSearch, (answer, { url }) => {
        if (!asked.has(url)) {
          asked.add(url);
          return answer;
        }
        return body((page) => ({ ...page, results: [...page.results].reverse() }))(answer);
      }),
    ],
    ['S4', 'an offset counts pages', takes(toSearch, (url) => url.replace('offset=5', 'offset=25'))],
  ];
};
