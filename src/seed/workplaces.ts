import { type Company, companyMaker } from './companies.ts';
import { chiefTitles, jobTitle } from './job-titles.ts';
import type { Draw } from './random.ts';
import { employeeRanges, type Industry, industries, type JobLevel } from './vocabulary.ts';

/** A company, how many more people it can have, and what the emails of those whom it has begin with. */
export type Workplace = { company: Company; vacancies: number; mailboxes: Set<string> };

/** `sizeIndex` is its place among the employee ranges; `chiefs` are its titles of C Level that nobody has yet. */
type OpenWorkplace = Workplace & { sizeIndex: number; chiefs: string[] };

type Openings = { industry: Industry; open: (OpenWorkplace | undefined)[] };

/** How many people a company of an employee range has: from the least of the range to the most. */
const headCount = (from: Draw, range: string): number => {
  const [least = 1, most = least] = range.split(/[-+]/).filter(Boolean).map(Number);
  return least + from.below(most - least + 1);
};

/** For every so many people that there will be, one company takes new people at a time. */
const peoplePerOpening = 10;
/** So many companies of an industry take new people at a time, at most. */
const mostOpen = 1000;

/**
 * Finds jobs at made-up companies, one per call. A company never has more people than its employee range allows,
 * nor two people with the same title of C Level: one that has no room for the next person takes no further people, and
 * a new company takes its place. So only a limited number of companies is in memory, however many people there are, and
 * of people only the mailboxes at these companies: about 120 bytes each.
 * @param companies draws the companies and nothing else
 * @param total about how many people there will be: more people work at more companies at a time
 */
export const workplaceFinder = (
  companies: Draw,
  total: number,
): ((from: Draw, industry: string, level: JobLevel) => { workplace: Workplace; job_title: string }) => {
  const makeCompany = companyMaker(companies);
  const weights = industries.reduce((sum, { weight }) => sum + weight, 0);
  const openings = (weight: number): (OpenWorkplace | undefined)[] => {
    const wanted = Math.ceil((total * weight) / weights / peoplePerOpening);
    return new Array(Math.max(2, Math.min(mostOpen, wanted)));
  };
  const byIndustry = new Map<string, Openings>(
    industries.map((industry) => [industry.name, { industry, open: openings(industry.weight) }]),
  );
  return (from, industryName, level) => {
    const { industry, open } = byIndustry.get(industryName) as Openings;
    // A few companies have many people and many have few.
    const index = Math.floor(open.length * (from.below(1000) / 1000) ** 2);
    const isChief = level.name === 'C Level';
    let workplace = open[index];
    if (!workplace || workplace.vacancies === 0 || (isChief && workplace.chiefs.length === 0)) {
      const company = makeCompany(industry);
      const sizeIndex = employeeRanges.indexOf(company.employee_range);
      workplace = {
        company,
        sizeIndex,
        vacancies: headCount(from, company.employee_range),
        mailboxes: new Set(),
        chiefs: chiefTitles(industryName, sizeIndex),
      };
      open[index] = workplace;
    }
    workplace.vacancies -= 1;
    const job_title = isChief
      ? (workplace.chiefs.splice(from.below(workplace.chiefs.length), 1)[0] as string)
      : jobTitle(from, industryName, level.name, workplace.sizeIndex);
    return { workplace, job_title };
  };
};
