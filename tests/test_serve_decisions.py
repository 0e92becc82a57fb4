"""Decisions made on entity pages: off unless asked for, from our own pages only, and in the file that a build applies."""

import re
import shutil
from html import unescape

import httpx
import pytest
from explore_pages import CHROMIUM, needs_chromium
from serving import LATE, serving

from chanmai.build import build, decisions_path
from chanmai.decisions import HEAD, Decision, add_decision, read_decisions
from chanmai.serving import serve_store
from extract.read import ReadOptions
from graph.query import evaluate
from graph.serve import Settings
from graph.store import open_reader
from ontology.errors import ConfigurationError

REPORTS = {
    "a.txt": "青岚市的晨星重工有限公司入选省级制造业单项冠军企业。2023年，晨星重工有限公司实现营业收入12.5亿元。\n",
    "b.txt": "晨星重工有限公司与云帆大学签署合作协议。2023年，北岭轴承有限公司实现营业收入3.1亿元。\n",
}
HTML = {"Accept": "text/html"}


def made(folder):
    (folder / "in").mkdir(exist_ok=True)
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    return build([folder / "in"], folder / "store", ReadOptions(issued="2024-05")).notes


def rows(store, asked):
    with open_reader(store) as graph:
        return [str(row[0]) for row in evaluate(graph, asked).rows]


def entity_path(store, label):
    (iri,) = rows(store, f'SELECT DISTINCT ?e WHERE {{ ?e skos:prefLabel ?l FILTER(STR(?l) = "{label}") }}')
    return "/id/" + iri.rpartition("/")[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decide")
    assert made(folder) == []
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder / "store", decisions=str(decisions_path(folder / "store")), origins=["https://friend.example"]) as served:
        yield served


@pytest.fixture
def file(folder):
    path = decisions_path(folder / "store")
    path.unlink(missing_ok=True)
    return path


@pytest.fixture(scope="module")
def page(server, folder):
    return server.client.get(entity_path(folder / "store", "晨星重工有限公司"), headers=HTML)


@pytest.fixture(scope="module")
def token(page):
    (token,) = set(re.findall(r'name="token" value="([^"]+)"', page.text))
    return token


def send(server, fields, **headers):
    return server.client.post("/decide", data=fields, headers={"Origin": server.url, **headers})


FIELDS = {"verb": "same", "what": "Company:晨星重工有限公司", "other": "Company:晨星重工", "note": ""}


def test_a_decision_is_written_as_review_writes_it(server, token, file, tmp_path):
    add_decision(file, Decision("different", "Company:北岭轴承有限公司", "doc:a"))
    answer = send(server, {**FIELDS, "token": token, "note": "同一地址 <b>"})
    assert answer.status_code == 200
    assert "下一次构建采用" in answer.text
    assert "the next build applies it" in answer.text
    assert "--decisions" not in answer.text  # it is the store's own file
    assert "<b>" not in answer.text
    beside = tmp_path / "beside.tsv"
    add_decision(beside, Decision("same", "Company:晨星重工", "Company:晨星重工有限公司", "同一地址 <b>"))
    add_decision(beside, Decision("different", "Company:北岭轴承有限公司", "doc:a"))
    assert file.read_bytes() == beside.read_bytes()
    assert send(server, {**FIELDS, "token": token, "note": "同一地址 <b>"}).status_code == 200
    assert file.read_bytes() == beside.read_bytes()
    assert [path.name for path in file.parent.iterdir() if path.name.endswith(".part")] == []


def test_a_page_with_forms_is_not_kept_and_lets_the_browser_say_whose_form_it_is(page):
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "form-action 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("wrong", ["", "x", "错", None])
def test_without_the_token_nothing_is_written(wrong, server, token, file):
    fields = FIELDS if wrong is None else {**FIELDS, "token": wrong}
    assert send(server, fields).status_code == 403
    assert send(server, {**FIELDS, "token": token[:-1]}).status_code == 403
    assert not file.exists()


def files(store):
    kept = [*(store / "quads").rglob("*"), *(store / "snapshots").rglob("*"), store / "ledger.sqlite"]
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in kept if path.is_file()}


@pytest.mark.parametrize("ours", [False, True], ids=["as described", "with our origin and token"])
def test_fuzzing_the_description_of_decisions_changes_nothing_but_their_file(ours, server, token, file, folder):
    from hypothesis import HealthCheck, given, settings

    schemathesis = pytest.importorskip("schemathesis", reason="fuzzes the OpenAPI description: pip install schemathesis")
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    before, statuses = files(folder / "store"), set()

    @given(case=schema["/decide"]["POST"].as_strategy())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def fuzz(case):
        if ours:
            case.headers = {**(case.headers or {}), "Origin": server.url}
            case.body = {**case.body, "token": token} if isinstance(case.body, dict) else {"token": token}
        answer = case.call_and_validate(base_url=server.url, timeout=LATE, checks=[schemathesis.checks.not_a_server_error])
        statuses.add(answer.status_code)

    fuzz()
    assert statuses == {400} if ours else statuses <= {400, 403, 413, 415}
    assert not file.exists()
    assert files(folder / "store") == before


def test_decisions_are_described_only_where_they_are_taken_in(server, folder):
    described = server.client.get("/openapi.json").json()["paths"]
    assert described["/decide"]["post"]["requestBody"]["content"].keys() == {"application/x-www-form-urlencoded"}
    with serving(folder / "store") as plain:
        assert plain.client.get("/openapi.json").json()["paths"].keys() == described.keys() - {"/decide"}


@pytest.mark.parametrize("origin", ["https://evil.example", "https://friend.example", "null", "", "http://127.0.0.1:1"])
def test_pages_of_other_origins_are_refused_even_with_the_token(origin, server, token, file):
    assert send(server, {**FIELDS, "token": token}, Origin=origin).status_code == 403
    assert not file.exists()


def test_without_an_origin_nothing_is_written(server, token, file):
    assert server.client.post("/decide", data={**FIELDS, "token": token}).status_code == 403
    assert send(server, {**FIELDS, "token": token}, Host="evil.example").status_code == 421
    assert not file.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"verb": "merge"}, "no such decision"),
        ({"what": ""}, "a field is missing"),
        ({"other": ""}, "a field is missing"),
        ({"verb": "correct", "other": "value=many"}, "cannot be corrected so"),
        ({"verb": "correct", "other": "class=Ship"}, "cannot be corrected so"),
        ({"what": "Company:甲\nreject\ta#b"}, "a field holds a tab, a line break"),
        ({"note": "甲\u2028乙"}, "a field holds a tab, a line break"),
        ({"note": "甲\x85乙"}, "a field holds a tab, a line break"),
    ],
)
def test_what_is_no_decision_is_said_with_the_reason(fields, reason, server, token, file):
    answer = send(server, {**FIELDS, "token": token, **fields})
    assert answer.status_code == 400
    assert reason in answer.text
    assert "没有记下" in answer.text
    assert not file.exists()


def test_what_contradicts_another_line_is_written_and_said(server, token, file):
    assert "互相矛盾" not in send(server, {**FIELDS, "token": token}).text
    assert "互相矛盾" in send(server, {**FIELDS, "token": token, "verb": "different"}).text
    assert len(read_decisions(file).conflicts) == 1


def test_other_forms_methods_and_sizes_are_refused(server, token, file):
    assert server.client.post("/decide", json={**FIELDS, "token": token}, headers={"Origin": server.url}).status_code == 415
    try:
        assert send(server, {**FIELDS, "token": token, "note": "a" * 9000}).status_code == 413
    except (httpx.ReadError, httpx.WriteError):
        assert server.client.get("/health").status_code == 200
    parts = iter([b"token=" + token.encode(), b"&note=" + b"a" * 9000])
    form = {"Origin": server.url, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        assert server.client.post("/decide", content=parts, headers=form).status_code == 413
    except (httpx.ReadError, httpx.WriteError):  # the server hangs up while the rest is still being sent: the answer may be lost
        assert server.client.get("/health").status_code == 200
    for method in ("GET", "PUT", "DELETE"):
        assert server.client.request(method, "/decide").status_code == 405
    assert not file.exists()


def test_without_the_option_there_are_no_forms_and_nothing_to_post_to(folder, file):
    with serving(folder / "store") as served:
        page = served.client.get(entity_path(folder / "store", "晨星重工有限公司"), headers=HTML)
        assert page.status_code == 200
        assert "/decide" not in page.text
        assert "token" not in page.text
        assert page.headers["referrer-policy"] == "no-referrer"
        assert send(served, {**FIELDS, "token": ""}).status_code == 404
        assert served.client.get("/decide").status_code == 404
    assert not file.exists()


def test_each_start_has_a_token_of_its_own_and_another_file_is_named_in_the_answer(folder, token, file, tmp_path):
    other = tmp_path / "mine.tsv"
    with serving(folder / "store", decisions=str(other)) as served:
        assert send(served, {**FIELDS, "token": token}).status_code == 403
        page = served.client.get(entity_path(folder / "store", "晨星重工有限公司"), headers=HTML).text
        new = re.search(r'name="token" value="([^"]+)"', page)[1]
        assert new != token
        assert f"--decisions {other}" in send(served, {**FIELDS, "token": new}).text
    assert other.read_text("utf-8") == HEAD + "same\tCompany:晨星重工\tCompany:晨星重工有限公司\n"
    assert not file.exists()


@pytest.mark.parametrize(("host", "text"), [("0.0.0.0", ""), ("192.0.2.1", ""), ("127.0.0.1", "merge\ta\tb\n")])
def test_other_machines_and_broken_files_are_refused_at_the_start(host, text, folder, tmp_path):
    path = tmp_path / "some.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match="本机" if not text else "merge"):
        serve_store(Settings(folder / "store", host=host, port=0), path)


def test_a_fact_rejected_on_the_page_is_gone_after_the_next_build(tmp_path):
    made(tmp_path)
    store, values = tmp_path / "store", "SELECT ?v WHERE { ?o cm:value ?v }"
    assert sorted(rows(store, values)) == ["12.5", "3.1"]
    with serving(store, decisions=str(decisions_path(store))) as served:
        page = unescape(served.client.get(entity_path(store, "晨星重工有限公司"), headers=HTML).text)
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        (number,) = re.findall(r'name="what" value="(a#observation=[^"]+)"', page)
        assert send(served, {"token": token, "verb": "reject", "what": number}).status_code == 200
    assert made(tmp_path) == []
    assert rows(store, values) == ["3.1"]
    shutil.rmtree(store)
    assert made(tmp_path) == []
    assert rows(store, values) == ["3.1"]


@pytest.mark.browser
@needs_chromium
def test_the_form_works_in_a_browser(server, folder, file):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {server.host}", "--no-sandbox"]
        )
        page = browser.new_page(base_url=server.url)
        page.set_default_timeout(LATE * 1000)
        page.goto(entity_path(folder / "store", "晨星重工有限公司"))
        form = page.locator("#review + form")
        form.locator("select").select_option("different")
        form.locator("input[name=other]").fill("Company:北岭轴承有限公司")
        with page.expect_navigation(wait_until="load"):
            form.locator("button").click()
        assert "下一次构建采用" in page.inner_text("main")
        browser.close()
    (line,) = read_decisions(file).lines
    assert line.verb == "different"
    assert "Company:北岭轴承有限公司" in (line.what, line.other)
