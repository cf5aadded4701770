// Help: pages of words, filled with the portal's own values (R20.2), inside a portal and outside any.
import { WARNING_DAYS } from '../../src/domain/credentials/password-age.ts';
import type { PageName } from '../../src/views/models.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit, Visit } from '../kit/visit.ts';

type TextPage = Extract<PageName, 'help/privacy' | 'help/accessibility'>;

/** `/help` and `/<portal>/help`: the seeds' questions, answered with this portal's values. */
export const helpPages: { readonly portal: Page<PortalVisit, 'help/help'>; readonly anywhere: Page<Visit, 'help/help'> } = {
  portal: {
    address: '/:portal/help',
    template: 'help/help',
    load: async ({ organisation: { name, portal, policy } }) => {
      const { passwordMaxAgeDays: days } = policy;
      const age = { days, orgName: name, warnsAhead: days > Math.max(...WARNING_DAYS) };
      const forgotHrefs = { password: `/${portal}/forgot-password`, username: `/${portal}/forgot-username` };
      const hrefs = { signInHref: `/${portal}`, changePasswordHref: `/${portal}/change-password`, forgotHrefs };
      return { kind: 'page', model: { ...hrefs, ...(days > 0 && { age }) } };
    },
  },
  anywhere: { address: '/help', template: 'help/help', load: async () => ({ kind: 'page', model: { signInHref: '/' } }) },
};

/** Privacy and accessibility, at the same names inside a portal and outside. */
export const textPages: readonly { readonly portal: Page<PortalVisit, TextPage>; readonly anywhere: Page<Visit, TextPage> }[] = [
  textPage('privacy', 'help/privacy'),
  textPage('accessibility', 'help/accessibility'),
];

function textPage(name: string, template: TextPage) {
  const load = async () => ({ kind: 'page', model: {} }) as const;
  return { portal: { address: `/:portal/${name}`, template, load }, anywhere: { address: `/${name}`, template, load } };
}
