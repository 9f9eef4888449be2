//! AVIF: AV1 still pictures in a HEIF container (AV1 Image File Format 1.2). Input: a file. Output:
//! its size, or its pixels: the primary item or its tiles assembled ([`frame`]), with its alpha,
//! cut, turned and mirrored as the container asks. Of a sequence, the first picture.
//!
//! Colours keep their primaries and transfer: what is not sRGB is shown as if it were.

mod frame;
mod sequence;
mod yuv;

use image::{DynamicImage, GrayImage, RgbaImage, imageops};
use zenavif_parse::{AvifParser, CleanAperture, ColorInformation, GridConfig};

use super::model::{Format, PictureError, broken};
use frame::no_header;
use yuv::Coding;

/// Pixels across and down, upright, without decoding a sample.
pub(super) fn head(data: &[u8]) -> Result<(u32, u32), PictureError> {
    let container = open(data)?;
    let stored = match grid(&container)? {
        Some(grid) => (grid.output_width, grid.output_height),
        None => {
            let sequence = sequence::read(&primary(&container)?).ok_or_else(no_header)?;
            (sequence.width, sequence.height)
        }
    };
    let (width, height) = match container.clean_aperture() {
        Some(cut) => cutout(cut, stored).map_or(stored, |(_, _, width, height)| (width, height)),
        None => stored,
    };
    let on_its_side = container.rotation().is_some_and(|turn| turn.angle % 180 == 90);
    Ok(if on_its_side { (height, width) } else { (width, height) })
}

/// Decodes the picture.
pub(super) fn decode(data: &[u8]) -> Result<DynamicImage, PictureError> {
    let container = open(data)?;
    let coding = match container.color_info() {
        Some(&ColorInformation::Nclx { matrix_coefficients, full_range, .. }) => {
            Some(Coding { matrix: matrix_coefficients, full_range })
        }
        _ => None,
    };
    let mut image = match grid(&container)? {
        Some(grid) => tiled(&container, &grid, coding)?,
        None => frame::decode(&primary(&container)?, coding)?,
    };
    if let Some(alpha) = container.alpha_data() {
        let alpha = frame::decode(&alpha.map_err(damaged)?, None)?.into_luma8();
        image = with_alpha(image, &alpha, container.premultiplied_alpha())?;
    }
    Ok(upright(&container, image))
}

/// Reads the boxes.
fn open(data: &[u8]) -> Result<AvifParser<'_>, PictureError> {
    AvifParser::from_bytes(data).map_err(damaged)
}

/// The AV1 data of the primary item; of a sequence without one, of its first picture.
fn primary(container: &AvifParser) -> Result<Vec<u8>, PictureError> {
    let item = container.primary_data().map_err(damaged)?;
    if item.is_empty() {
        return Ok(container.frame(0).map_err(damaged)?.data.into_owned());
    }
    Ok(item.into_owned())
}

/// How tiles make up the picture, if they do: the payload of a `grid` item (HEIF 6.6.2.3.2).
fn grid(container: &AvifParser) -> Result<Option<GridConfig>, PictureError> {
    if container.grid_config().is_none() {
        return Ok(None);
    }
    let payload = primary(container)?;
    let (rows, columns, width, height) = match *payload {
        [0, flags, r, c, w1, w0, h1, h0] if flags & 1 == 0 => {
            (r, c, u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())
        }
        [0, flags, r, c, w3, w2, w1, w0, h3, h2, h1, h0] if flags & 1 == 1 => {
            (r, c, u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]))
        }
        _ => return Err(broken(Format::Avif, "its grid of tiles cannot be read")),
    };
    match (rows.checked_add(1), columns.checked_add(1)) {
        (Some(rows), Some(columns))
            if usize::from(rows) * usize::from(columns) == container.grid_tile_count() =>
        {
            Ok(Some(GridConfig { rows, columns, output_width: width, output_height: height }))
        }
        _ => Err(broken(Format::Avif, "tiles are missing from its grid")),
    }
}

/// Puts the tiles of a grid together, row by row; what reaches over the edges is cut off.
fn tiled(
    container: &AvifParser,
    grid: &GridConfig,
    coding: Option<Coding>,
) -> Result<DynamicImage, PictureError> {
    if container.alpha_data().is_some() {
        let what = "an AVIF of transparent tiles is not read: convert it to JPEG or PNG";
        return Err(PictureError::Unsupported(what.into()));
    }
    super::limits::within_limit(grid.output_width, grid.output_height)?;
    let mut whole: Option<DynamicImage> = None;
    for n in 0..container.grid_tile_count() {
        let tile = frame::decode(&container.tile_data(n).map_err(damaged)?, coding)?;
        let (column, row) = (n % usize::from(grid.columns), n / usize::from(grid.columns));
        let at = (column as i64 * i64::from(tile.width()), row as i64 * i64::from(tile.height()));
        let canvas = whole.get_or_insert_with(|| {
            DynamicImage::new(grid.output_width, grid.output_height, tile.color())
        });
        imageops::replace(canvas, &tile, at.0, at.1);
    }
    whole.ok_or_else(|| broken(Format::Avif, "its grid has no tiles"))
}

/// Joins colour and opacity; colours stored multiplied by it are divided again.
fn with_alpha(
    image: DynamicImage,
    alpha: &GrayImage,
    premultiplied: bool,
) -> Result<DynamicImage, PictureError> {
    if (image.width(), image.height()) != alpha.dimensions() {
        return Err(broken(Format::Avif, "its alpha is not of the picture's size"));
    }
    let mut joined: RgbaImage = image.into_rgba8();
    for (pixel, opacity) in joined.pixels_mut().zip(alpha.pixels()) {
        let [red, green, blue, _] = pixel.0;
        let a = u32::from(opacity.0[0]);
        let straight = |c: u8| match a {
            1..255 if premultiplied => ((u32::from(c) * 255 + a / 2) / a).min(255) as u8,
            _ => c,
        };
        pixel.0 = [straight(red), straight(green), straight(blue), opacity.0[0]];
    }
    Ok(joined.into())
}

/// Cuts, turns, then mirrors, the order that MIAF (ISO 23000-22, 7.3.6.7) prescribes.
fn upright(container: &AvifParser, image: DynamicImage) -> DynamicImage {
    let size = (image.width(), image.height());
    let cut = container.clean_aperture().and_then(|cut| cutout(cut, size));
    let image = match cut {
        Some((left, top, width, height)) => image.crop_imm(left, top, width, height),
        None => image,
    };
    // The container turns anticlockwise, the functions clockwise.
    let image = match container.rotation().map(|turn| turn.angle) {
        Some(90) => image.rotate270(),
        Some(180) => image.rotate180(),
        Some(270) => image.rotate90(),
        _ => image,
    };
    match container.mirror().map(|mirror| mirror.axis) {
        Some(0) => image.flipv(),
        Some(_) => image.fliph(),
        None => image,
    }
}

/// The clean aperture as left, top, width and height (ISO 14496-12, 12.1.4); `None` if it is not a
/// part of the picture in whole pixels: it is then ignored, as browsers do.
fn cutout(cut: &CleanAperture, size: (u32, u32)) -> Option<(u32, u32, u32, u32)> {
    let side = |n: u32, d: u32, offset_n: i32, offset_d: u32, whole: u32| {
        let length = n.checked_div(d).filter(|_| n.is_multiple_of(d))?;
        let room = i64::from(whole.checked_sub(length)?);
        // Half of the room, moved by the offset of the centre.
        let (offset_n, offset_d) = (i64::from(offset_n), i64::from(offset_d));
        let twice = room.checked_mul(offset_d)?.checked_add(offset_n.checked_mul(2)?)?;
        let start = twice.checked_div(offset_d.checked_mul(2)?)?;
        let fits = length > 0 && (0..=room).contains(&start) && twice % (offset_d * 2) == 0;
        fits.then_some((start as u32, length))
    };
    let (left, width) = side(cut.width_n, cut.width_d, cut.horiz_off_n, cut.horiz_off_d, size.0)?;
    let (top, height) = side(cut.height_n, cut.height_d, cut.vert_off_n, cut.vert_off_d, size.1)?;
    Some((left, top, width, height))
}

/// A complaint about the container in our words.
fn damaged(why: zenavif_parse::Error) -> PictureError {
    match why {
        zenavif_parse::Error::Unsupported(what) => {
            PictureError::Unsupported(format!("this kind of AVIF is not supported ({what})"))
        }
        zenavif_parse::Error::UnexpectedEOF => {
            broken(Format::Avif, "the file stops before the picture's end")
        }
        why => broken(Format::Avif, &format!("its boxes contradict each other ({why})")),
    }
}
