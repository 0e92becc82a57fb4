// Filters with counts; pure. A thing must pass every facet in use (any of its values there); a link must have one claim
// that passes all of the claim's facets.

export const THING_FACETS = ["kind", "region", "industry", "designation", "document"];
export const CLAIM_FACETS = ["year", "confidence", "status"];
export const FACETS = [...THING_FACETS, ...CLAIM_FACETS];
export const UNDATED = "undated";
export const BANDS = ["0.9", "0.7", "0.5", "0"];

export function band(confidence) {
  return BANDS.find((low) => confidence >= Number(low));
}

const WITHIN = new Set(["locatedIn", "partOf"]);
const WORKS_IN = new Set(["operatesIn", "focusesOn", "coversIndustry"]);

// Regions that hold a thing, nearest first, through parks and regions above; planned places do not count.
export function regionChain(model, id) {
  const chain = [];
  const seen = new Set([id]);
  for (let ring = [id]; ring.length; ) {
    const next = [];
    for (const at of ring) {
      for (const link of model.things[at].links.map((one) => model.links[one])) {
        if (link.source === at && link.status !== "Planned" && WITHIN.has(model.predicates[link.predicate].key) && !seen.has(link.target)) {
          seen.add(link.target);
          next.push(link.target);
        }
      }
    }
    chain.push(...next);
    ring = next;
  }
  return chain;
}

// Return per thing the values of each facet, as strings that a permalink can hold.
export function facetValues(model) {
  return model.things.map((thing) => {
    const kind = model.kinds[thing.kind].key;
    const own = (name) => (kind === name ? [thing.key] : []);
    const targets = (wanted, name) => thing.links.map((id) => model.links[id])
      .filter((link) => link.source === thing.id && wanted.has(model.predicates[link.predicate].key))
      .map((link) => model.things[link.target]).filter((other) => model.kinds[other.kind].key === name).map((other) => other.key);
    const regions = regionChain(model, thing.id).map((id) => model.things[id]);
    return {
      kind: [kind],
      region: [...own("Region"), ...regions.filter((one) => model.kinds[one.kind].key === "Region").map((one) => one.key)],
      industry: [...new Set([...own("Industry"), ...targets(WORKS_IN, "Industry")])],
      designation: [...new Set([...own("Designation"), ...targets(new Set(["hasDesignation"]), "Designation")])],
      document: thing.mentions.map(([document]) => model.documents[document].identifier),
    };
  });
}

function claimValues(claim, model) {
  return {
    year: claim.years.length ? claim.years : [UNDATED],
    confidence: [band(claim.confidence)],
    status: [claim.status],
    document: [model.documents[claim.document]?.identifier],
  };
}

function passes(values, chosen) {
  return !chosen?.size || values.some((value) => chosen.has(value));
}

// Who passes the claims' facets and what they count hangs on these facets alone; kept, since most clicks are on others.
const kept = new WeakMap();

// Return {passes: one boolean per link, counts: facet → Map of value → links} for the facets of claims.
function linkPart(model, filters) {
  const used = [...CLAIM_FACETS, "document"].filter((facet) => filters[facet]?.size);
  const key = JSON.stringify([model.links.length, model.claims.length, used.map((facet) => [facet, [...filters[facet]].sort()])]);
  if (kept.get(model)?.key !== key) kept.set(model, { key, ...judgeLinks(model, filters, used) });
  return kept.get(model);
}

function judgeLinks(model, filters, used) {
  const counts = Object.fromEntries(CLAIM_FACETS.map((facet) => [facet, new Map()]));
  const add = (facet, list) => {
    for (const value of list) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
  };
  const asked = used.length > 0;
  const linkPasses = model.links.map((link) => {
    if (!link.claims.length) return !asked;
    let shown = false;
    const several = link.claims.length > 1;
    const offered = several ? Object.fromEntries(CLAIM_FACETS.map((facet) => [facet, new Set()])) : {};
    for (const claim of link.claims) {
      claim.own ??= claimValues(claim, model); // kept: tens of thousands are asked at each change
      const { own } = claim;
      const failed = used.filter((facet) => !passes(own[facet], filters[facet]));
      if (!failed.length) shown = true;
      for (const facet of CLAIM_FACETS) {
        if (failed.length > 1 || (failed.length === 1 && failed[0] !== facet)) continue;
        if (several) own[facet].forEach((value) => offered[facet].add(value));
        else add(facet, own[facet]);
      }
    }
    if (several) for (const facet of CLAIM_FACETS) add(facet, offered[facet]);
    return shown;
  });
  return { passes: linkPasses, counts };
}

// Return {things, links, counts}: who passes, and for each facet how many would pass with each value, the other
// facets as they are. filters: facet → Set of values; an empty set lets everything pass.
export function applyFilters(model, values, filters) {
  const byLinks = linkPart(model, filters);
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map(byLinks.counts[facet])]));
  const usedByThings = THING_FACETS.filter((facet) => filters[facet]?.size);
  const linkAsked = CLAIM_FACETS.some((facet) => filters[facet]?.size);
  const things = new Set();
  model.things.forEach((thing) => {
    const own = values[thing.id];
    if (linkAsked && !thing.links.some((id) => byLinks.passes[id])) return;
    const failed = usedByThings.filter((facet) => !passes(own[facet], filters[facet]));
    if (!failed.length) things.add(thing.id);
    for (const facet of THING_FACETS) {
      if (failed.length > 1 || (failed.length === 1 && failed[0] !== facet)) continue;
      for (const value of own[facet]) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
    }
  });
  const links = new Set();
  model.links.forEach((link) => {
    if (byLinks.passes[link.id] && things.has(link.source) && things.has(link.target)) links.add(link.id);
  });
  return { things, links, counts };
}
