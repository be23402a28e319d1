from __future__ import annotations

import re

from bot.domain.officer import Role


async def test_the_log_shows_before_and_after_escaped_and_page_by_page(sign_in, application):
    for number in range(70):
        application.desk.auditing.record(
            "ba", "thing.changed", str(number), before={"text": "<i>cũ</i>"}, after={"text": "mới"}
        )
    admin = await sign_in(Role.ADMIN)
    page = (await admin.get("/console/nhat-ky?viec=thing.")).text
    assert "&lt;i&gt;cũ" in page
    assert page.count('<li class="card">') == 50
    following = re.search(r'rel="next" href="([^"]+)"', page).group(1).replace("&amp;", "&")
    assert (await admin.get(following)).text.count('<li class="card">') == 20
    assert (await admin.get("/console/nhat-ky?ai=nobody&truoc=x")).text.count('<li class="card">') == 0
