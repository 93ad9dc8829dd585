// Beside an answer: what it cost, how long it took, and for those who may see it the SQL with its plan.
import { useCell } from "./cell";
import { type Explained, explaining, measured } from "./fetcher";
import { useTexts } from "./language";
import { may, viewer } from "./session";

export function AnswerFooter() {
  const { t, chosen } = useTexts();
  const found = useCell(measured);
  const mayExplain = may(useCell(viewer), "operations.explain");
  const wanted = useCell(explaining);
  const number = new Intl.NumberFormat(chosen === "zh" ? "zh-CN" : "en");
  const measures = found?.measures ?? null;
  return (
    <section className="linli-answer" aria-label={t("answerInfo")}>
      <div className="row">
        <p role="status">
          {found === null && t("notAsked")}
          {measures !== null && (
            <>
              <span>{t("cost", { cost: number.format(measures.cost), limit: number.format(measures.costLimit) })}</span>
              {measures.milliseconds !== null && (
                <span>{t("serverTime", { ms: measures.milliseconds.toFixed(1) })}</span>
              )}
            </>
          )}
          {found !== null && (
            <>
              <span>{t("roundTrip", { ms: found.roundTrip.toFixed(0) })}</span>
              <span>{t("size", { size: number.format(found.bytes) })}</span>
            </>
          )}
        </p>
        {mayExplain && (
          <label>
            <input type="checkbox" checked={wanted} onChange={(event) => explaining.set(event.target.checked)} />{" "}
            {t("sqlPlan")}
          </label>
        )}
      </div>
      {mayExplain && wanted && found !== null && <Explanations explained={measures?.explain} />}
    </section>
  );
}

function Explanations({ explained }: { explained: Explained[] | undefined }) {
  const { t } = useTexts();
  if (explained === undefined) return <p className="hint">{t("onlyQueries")}</p>;
  return (
    <div className="explained">
      {explained.map((one) =>
        one.statement === null ? (
          <p key={one.field}>{t("noStatement", { field: one.field })}</p>
        ) : (
          <details key={one.field} open>
            <summary>{t("statementOf", { field: one.field, count: one.parameters })}</summary>
            <pre tabIndex={0} aria-label={t("statementOf", { field: one.field, count: one.parameters })}>
              {one.statement}
            </pre>
            <h4>{t("planOf")}</h4>
            <pre tabIndex={0} aria-label={t("planOf")}>
              {one.plan}
            </pre>
          </details>
        ),
      )}
    </div>
  );
}
