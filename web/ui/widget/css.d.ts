// Styles are text to the widget: they go into its own tree (web/join, Script).
declare module "*.css" {
  const text: string;
  export default text;
}
