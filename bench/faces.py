"""Somebody to see in pictures of the room: a drawn person who breathes, as a file Chromium takes for a camera."""

import math
from pathlib import Path

WIDTH, HEIGHT, FRAMES = 640, 360, 8


def write_face(
    file: Path, *, wall: tuple[int, int, int], skin: tuple[int, int, int], shirt: tuple[int, int, int]
) -> Path:
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F8:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(FRAMES):
            breath = math.sin(2 * math.pi * frame / FRAMES) * 2
            out.write(b"FRAME\n")
            for plane in planes(wall, skin, shirt, breath):
                out.write(plane)
    return file


def planes(
    wall: tuple[int, int, int], skin: tuple[int, int, int], shirt: tuple[int, int, int], breath: float
) -> tuple[bytes, bytes, bytes]:
    colours = {"wall": yuv(wall), "skin": yuv(skin), "shirt": yuv(shirt), "hair": yuv((52, 40, 36))}
    luma = bytearray()
    for y in range(HEIGHT):
        light = 1.06 - 0.16 * y / HEIGHT  # the lamp is above
        for x in range(WIDTH):
            luma.append(min(255, int(colours[part(x, y, breath)][0] * light)))
    blue, red = bytearray(), bytearray()
    for y in range(0, HEIGHT, 2):
        for x in range(0, WIDTH, 2):
            _, u, v = colours[part(x, y, breath)]
            blue.append(u)
            red.append(v)
    return bytes(luma), bytes(blue), bytes(red)


def part(x: int, y: int, breath: float) -> str:
    across, up = x - WIDTH / 2, y - breath
    if (across / 56) ** 2 + ((up - 150) / 72) ** 2 < 1:
        return "hair" if up < 112 - across * across / 300 else "skin"
    if abs(across) < 26 and 190 < up < 262:
        return "skin"
    if (across / 64) ** 2 + ((up - 138) / 78) ** 2 < 1 and up < 150:
        return "hair"
    if (across / 165) ** 2 + ((up - 372) / 132) ** 2 < 1:
        return "shirt"
    return "wall"


def yuv(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return int(luma), int(128 + (blue - luma) * 0.564), int(128 + (red - luma) * 0.713)
