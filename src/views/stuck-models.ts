/** The page where a sign-in cannot go on by itself. */
export interface StuckPageModels {
  /** A second step is asked, by the organisation or the application, and there is nothing to answer it with. */
  'sign-in/no-second': {
    readonly action: string;
    readonly username: string;
    readonly asks: 'organisation' | 'app';
    readonly appName: string;
  };
}
