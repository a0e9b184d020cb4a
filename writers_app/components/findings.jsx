// What was found, marked, among the words around it. Used by report.jsx and rewrite.jsx; reports of old have no words around.
export const InContext = ({ finding }) => <>{finding.before}<mark>{finding.text}</mark>{finding.after}</>;
