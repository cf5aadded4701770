/** The package declares the types of its main file alone: those of the same library in one file. */
declare module 'handlebars/dist/handlebars.min.js' {
  import Handlebars from 'handlebars';

  export default Handlebars;
}
