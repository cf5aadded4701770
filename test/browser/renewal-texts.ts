/** What the pages around a new password say, as ux.md gives it letter for letter. */
export const RENEWAL_TEXTS = {
  nl: {
    old: 'Je wachtwoord is ouder dan 90 dagen. Kies een nieuw wachtwoord om door te gaan.',
    update: "Bewaart je browser je wachtwoord? Kies dan 'bijwerken' als je browser dat vraagt.",
    short: 'Je wachtwoord heeft 7 tekens. Het moeten er 12 of meer zijn.',
    name: 'Je naam, gebruikersnaam of organisatie staat in je wachtwoord. Kies iets anders.',
    common: 'Dit wachtwoord gebruiken veel mensen. Kies een ander wachtwoord.',
    same: 'Je nieuwe wachtwoord is hetzelfde als het oude.',
    noMatch: 'horen niet bij elkaar',
    soon: 'Je wachtwoord verloopt over 7 dagen',
    done: 'Je wachtwoord is gewijzigd.',
    former: 'Dit is je vorige wachtwoord.',
  },
  en: {
    old: 'Your password is more than 90 days old. Choose a new one to continue.',
    update: 'Does your browser save your password? Then choose "update" when it asks.',
    short: 'Your password has 7 characters. It must have 12 or more.',
    name: 'Your name, username or organisation is in your password. Choose something else.',
    common: 'Many people use this password. Choose another one.',
    same: 'Your new password is the same as the old one.',
    noMatch: 'do not match',
    soon: 'Your password expires in 7 days',
    done: 'Your password has been changed.',
    former: 'This is your former password.',
  },
} as const;
