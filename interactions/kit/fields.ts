import * as v from '@badrap/valita';

/** A field's text; empty where the form does not have it. */
export const text = v.string().optional(() => '');

/** The form of a button that sends nothing but itself. */
export const noFields = v.object({});

/** What `form` makes of the fields that were sent. What else was sent is left out; a form of texts never fails. */
export function readFields<Form>(form: v.Type<Form>, fields: Readonly<Record<string, string>>): Form {
  return form.parse(fields, { mode: 'strip' });
}
