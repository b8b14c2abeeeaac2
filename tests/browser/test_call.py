"""Two people meet by video."""

import pytest

from tests.cast import ada, guest_in, room_of
from tests.site import Site, sees_video, wait_for_people

pytestmark = [pytest.mark.real, pytest.mark.browser]


def test_two_people_see_each_other_and_attendance_says_so(site: Site) -> None:
    room = room_of(host := ada())
    ben = guest_in(room)
    hers, his = site.enter(host, room), site.enter(ben, room)
    sees_video(hers, 2)
    sees_video(his, 2)
    wait_for_people(room, "Ada", "Ben")
    his.close()
    wait_for_people(room, "Ada")
